from random import uniform as u
from engine import Value as V
class Neuron:
 def __init__(s,nin):s.w=[V(u(-1,1))for _ in range(nin)];s.b=V(u(-1,1))
 __call__=lambda s,x:sum((w*x for w,x in zip(s.w,x)),s.b).tanh()
 parameters=lambda s:s.w+[s.b]
class Layer(list):
 def __init__(s,nin,nout):s+=[Neuron(nin)for _ in range(nout)]
 neurons=property(list)
 __call__=lambda s,x:(y:=[n(x)for n in s])[1:]and y or y[0]
 parameters=lambda s:sum((n.parameters()for n in s),[])
class MLP(Layer):
 def __init__(s,nin,nouts):s+=map(Layer,[nin,*nouts],nouts)
 layers=property(list)
 def __call__(s,x):
  for l in s:x=l(x)
  return x
