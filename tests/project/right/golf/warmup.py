f=lambda x:3*x*x-4*x+5
f_prime=lambda x:6*x-4
forward_difference=lambda f,x,h:(f(x+h)-f(x))/h
best_step=lambda f,df,x,steps:min(steps,key=lambda h:abs(forward_difference(f,x,h)-df(x)))
HAND_FORWARD=dict(zip("edL",(-6,4,-8)))
HAND_GRADIENTS=dict(zip("Ldfceab",(1,-2,4,-2,-2,6,-4)))
