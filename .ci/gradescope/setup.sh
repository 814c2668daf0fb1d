#!/usr/bin/env bash
# Gradescope runs this once, as root, to make the container that every submission gets a copy of.
# It is the only step that needs a network.
set -euo pipefail
cd "$(dirname "$0")"
[ -d grader ] || cd source

export DEBIAN_FRONTEND=noninteractive
apt-get update -q
apt-get install -q -y --no-install-recommends bubblewrap make python3 python3-venv util-linux
python=python3
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  apt-get install -q -y --no-install-recommends python3.11 python3.11-venv
  python=python3.11
fi
make .venv/run PYTHON="$python"

chmod go-rwx .  # the answers are in here, and a submission may run as another user
