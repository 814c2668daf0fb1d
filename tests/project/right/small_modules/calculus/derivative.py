def f_prime(x):
    return 6 * x - 4
