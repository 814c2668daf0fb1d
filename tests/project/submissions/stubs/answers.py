"""Part Q: eight questions on why.

Each question has exactly one right choice. Put its letter between the quotes: "A", "B", "C" or
"D". If two choices look right, try them on the engine you wrote: most of these can be measured.
"""

# Q1. The derivative of f at x = 2 is estimated by forward_difference(f, 2.0, h). From h = 1e-3
#     down to h = 1e-8 the estimate gets better. From there to h = 1e-15 it gets worse, and at
#     h = 1e-16 it is exactly 0.0. What happens at the small end?
#
#     A. The error of the formula itself grows as h shrinks, until it swallows the result.
#     B. Dividing by so small a number overflows, and Python replaces the overflow by 0.0.
#     C. f(x + h) and f(x) share more and more digits, so that fewer are left in the difference.
#     D. Near its lowest point f is flat, and a small enough h sees only the flat piece.
Q1 = ""

# Q2. backward() sets the grad of the node it is called on to 1.0 before anything else. Why 1.0?
#
#     A. It is the derivative of the output by itself, and every other gradient is a product
#        that starts from it.
#     B. Any number but 0 would give the same gradients: it only marks where the walk begins.
#     C. Gradients are kept between -1 and 1, and the output is given the largest of them.
#     D. It is the step size of the pass; the training loop replaces it by the learning rate.
Q2 = ""

# Q3. A student walks down from the output and notes each node the first time it is met, *before*
#     walking on to the nodes it was made from. Then the student runs the _backward of each node
#     in just this order, the output first. What can go wrong?
#
#     A. Nothing: each node runs once, and a sum does not care in which order it is added up.
#     B. A node that two paths lead to runs twice, and hands on twice its gradient.
#     C. The leaves run before the output has been seeded, so that all gradients stay 0.
#     D. A node can run while a part of its own gradient is still to come, and that part is
#        never handed on.
Q3 = ""

# Q4. For e = a * b, d = e + c, L = d * f, with all grads at 0.0, a student calls L.backward()
#     and then, zeroing nothing, L.backward() again. How do the grads after the second call
#     compare with those after the first?
#
#     A. They are the same: each call works the gradients out anew.
#     B. They are too large, and more so further down: inner nodes hand on what they already had.
#     C. All but L's are exactly twice as large: the two calls add up.
#     D. Those of the leaves are exactly twice as large; those of the inner nodes are the same.
Q4 = ""

# Q5. In the single neuron of part 5.2, x2 is 0.0, and w2.grad comes out as 0.0. What does that
#     tell about w2?
#
#     A. It has reached its best value: a gradient of 0 means that there is nothing to improve.
#     B. The tanh is saturated, so that no gradient gets through to w2.
#     C. This sample says nothing about it: whatever w2 is, it is multiplied by 0 here.
#     D. The neuron does not need it: a weight without a gradient can be left out.
Q5 = ""

# Q6. A training loop does everything right, except that it never sets the grads back to 0.0.
#     What does each update use?
#
#     A. The newest gradient alone: backward() starts afresh at each call.
#     B. The average of all gradients so far, which makes the training slower and smoother.
#     C. The newest gradient times the number of steps so far, as if lr grew by itself.
#     D. The sum of the gradients of all steps so far, most of them from weights that have moved.
Q6 = ""

# Q7. After the backward pass over e = a * b, d = e + c, L = d * f, a student runs
#     a.data += 0.01 * a.grad, the same for b, c and f, and prints L.data. It is still -8.0. Why?
#
#     A. L's number was worked out when its expression ran; nothing has run that since.
#     B. The step is too small: the change of L is lost in rounding.
#     C. L follows its leaves only once their grads are back at 0.0.
#     D. L is worked out anew by the next backward(), which has not been called yet.
Q7 = ""

# Q8. A neuron's tanh is saturated: its output is 0.99999, and its target is -1. Its weights
#     hardly move from step to step. Why?
#
#     A. Its output is bounded by 1, so that the loss of this sample is small.
#     B. The slope of tanh is almost 0 there, and it is a factor of every gradient below.
#     C. Its gradient overflows, and an overflow is treated as 0.
#     D. The gradient that reaches the tanh from the loss is almost 0 already.
Q8 = ""
