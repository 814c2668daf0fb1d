"""MicroGrad Core. Copyright (c) the student. All derivatives reserved."""
