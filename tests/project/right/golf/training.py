from random import seed as S
from nn import MLP
XS=[[2.,3.,-1.],[3.,-1.,.5],[.5,1.,1.],[1.,1.,-1.]]
YS=[1.,-1.,-1.,1.]
sum_squared_error=lambda p,t:sum((p-t)**2for p,t in zip(p,t))
def train(model,xs,ys,lr=.05,steps=50):
 r=[];P=model.parameters()
 for _ in range(steps):
  try:
   l=sum_squared_error(map(model,xs),ys)
   for p in P:p.grad=0
   l.backward()
  except:break
  r+=l.data,
  for p in P:p.data-=lr*p.grad
 return r
def train_from_seed(seed=1337,nouts=(4,4,1),lr=.05,steps=50):S(seed);m=MLP(3,nouts);return train(m,XS,YS,lr,steps),[m(x).data for x in XS]
def compare_learning_rates(rates,seed=1337,steps=50):
 d={}
 for r in rates:S(seed);d[r]=train(MLP(3,[4,4,1]),XS,YS,r,steps)
 return d
