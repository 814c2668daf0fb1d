"""A set that keeps the order in which its members came. Python sets do not, and I wanted my graphs
to be walked in the same order on every run."""

from collections.abc import MutableSet


class OrderedSet(MutableSet):
    def __init__(self, members=()):
        self._members = {}
        for member in members:
            self.add(member)

    def __contains__(self, member):
        return id(member) in self._members

    def __iter__(self):
        return iter(self._members.values())

    def __len__(self):
        return len(self._members)

    def add(self, member):
        self._members.setdefault(id(member), member)

    def discard(self, member):
        self._members.pop(id(member), None)

    def __repr__(self):
        return f"OrderedSet({list(self)})"
