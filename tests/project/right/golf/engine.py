from math import*
class Value:
 def __init__(s,data,_children=(),_op='',label='',d=()):s.data,s.grad,s._prev,s._op,s.d=data,0,_children,_op,d
 __repr__=lambda s:f'Value(data={s.data}, grad={s.grad})'
 def _backward(s):
  for c,d in zip(s._prev,s.d):c.grad+=d*s.grad
 def backward(s):
  t=[]
  def v(n):n in t or([*map(v,n._prev)],t.append(n))
  v(s);s.grad=1
  for n in t[::-1]:n._backward()
 __add__=__radd__=lambda s,o:Value(s.data+(o:=V(o)).data,(s,o),'+',d=(1,1))
 __mul__=__rmul__=lambda s,o:Value(s.data*(o:=V(o)).data,(s,o),'*',d=(o.data,s.data))
 __pow__=lambda s,k:Value(s.data**k,(s,),'**',d=(k*s.data**(k-1),))
 exp=lambda s:Value(e:=exp(s.data),(s,),'exp',d=(e,))
 tanh=lambda s:1-2/((2*s).exp()+1)
 __neg__=lambda s:s*-1
 __sub__=lambda s,o:s+-o
 __rsub__=lambda s,o:o+-s
 __truediv__=lambda s,o:s*V(o)**-1
 __rtruediv__=lambda s,o:o*s**-1
V=lambda o:o if isinstance(o,Value)else Value(o)
