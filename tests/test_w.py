import random
def test_w(small):
    from conftest import Wanderer, Steps
    for seed in range(300):
        out=[]
        for k in range(2):
            r=random.Random(seed); n=[0]
            def draw(_): n[0]+=1; return r.randrange(2**16)
            s=Steps(Wanderer(draw, small).go()); out.append((n[0], repr(s)))
        assert out[0]==out[1], seed
