from engine import Value as V
def g(a,b,c,f):e=a*b;d=e+c;return dict(a=a,b=b,c=c,f=f,e=e,d=d,L=d*f)
s=dict(a=2.,b=-3.,c=10.,f=-2.)
warmup_graph=lambda:g(**{k:V(v)for k,v in s.items()})
def backprop_by_hand(n):
 a,b,c,f,e,d,L=(n[k].data for k in"abcfedL")
 for k,v in zip("Ldfecab",(1,f,d,f,f,b*f,a*f)):n[k].grad=v
numeric_gradient=lambda n,h=1e-6:(g(**s|{n:s[n]+h})["L"]-g(**s)["L"])/h
def ascent_step(n,lr=.01):
 for k in s:n[k].data+=lr*n[k].grad
 return g(*(n[k].data for k in s))["L"]
