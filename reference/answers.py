"""Part Q: eight questions on why, answered. The questions stand in the exercise's `answers.py`."""

# Cancellation. Both values are rounded at about their 16th digit; the more leading digits they
# share, the fewer true ones their difference keeps. At h = 1e-16 nothing is left: 2 + 1e-16 is 2.
Q1 = "C"

# dL/dL = 1. Every gradient is a product of local slopes that starts from it: with a seed of 0
# all of them are 0, with a seed of 5 all of them are five times too large.
Q2 = "A"

# A node must wait for all that were made from it. The post-order walk, turned round, sees to
# that; the pre-order walk does not, where one path to a shared node is shorter than another.
Q3 = "D"

# d gets twice its gradient. But d hands on its whole grad each time, once 1x and once 2x, so e
# and c have 3x; in the same way a and b have 4x. Only one operation below L is it just twice.
Q4 = "B"

# dn/dw2 is x2, and x2 is 0 in this sample. Another sample may well move w2.
Q5 = "C"

# What was added stays. The old gradients were taken at other weights, so the sum is not a
# multiple of the newest. Here it looks well for nine steps, and then shoots past.
Q6 = "D"

# An expression runs once and leaves a number behind. After an update the forward pass has to
# run again.
Q7 = "A"

# The slope of tanh is 1 - tanh², some 0.00002 here. The gradient from the loss is large, about
# 4, and almost nothing of it gets through.
Q8 = "B"
