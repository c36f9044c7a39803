package workload

// This file computes the functions that decide when something happens, so
// that they give the same numbers on every machine.
//
// Those of package math do not: some processors have them in assembly, others
// fuse their products and sums. The methods are the same (FreeBSD's e_exp.c
// and e_log.c), but here every product is rounded by a conversion, as the
// language promises. Division, square roots and scaling by powers of two are
// exact or correctly rounded everywhere.

import "math"

const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// exp returns e^x, to within one unit in the last place.
func exp(x float64) float64 {
	const (
		p1 = 1.66666666666666657415e-01
		p2 = -2.77777777770155933842e-03
		p3 = 6.61375632143793436117e-05
		p4 = -1.65339022054652515390e-06
		p5 = 4.13813679705723846039e-08
	)
	switch {
	case x > 709.782712893384:
		return math.Inf(1)
	case x < -745.1332191019412:
		return 0
	case x != x:
		return x
	}
	// x = k·ln 2 + r with |r| <= ln(2)/2
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	hi := x - float64(k*ln2Hi)
	lo := float64(k * ln2Lo)
	r := hi - lo
	t := float64(r * r)
	c := r - float64(t*(p1+float64(t*(p2+float64(t*(p3+float64(t*(p4+float64(t*p5)))))))))
	y := 1 - ((lo - float64(r*c)/(2-c)) - hi)
	return math.Ldexp(y, int(k))
}

// log returns the natural logarithm of x > 0, to within one unit in the last
// place.
func log(x float64) float64 {
	const (
		l1 = 6.666666666666735130e-01
		l2 = 3.999999999940941908e-01
		l3 = 2.857142874366239149e-01
		l4 = 2.222219843214978396e-01
		l5 = 1.818357216161805012e-01
		l6 = 1.531383769920937332e-01
		l7 = 1.479819860511658591e-01
	)
	if !(x > 0) || math.IsInf(x, 1) {
		return math.Log(x) // -Inf, NaN or +Inf, the same everywhere
	}
	// x = 2^k × (1+f) with 1+f between sqrt(2)/2 and sqrt(2)
	f1, exponent := math.Frexp(x)
	if f1 < math.Sqrt2/2 {
		f1 *= 2
		exponent--
	}
	f, k := f1-1, float64(exponent)
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	odd := float64(s2 * (l1 + float64(s4*(l3+float64(s4*(l5+float64(s4*l7)))))))
	even := float64(s4 * (l2 + float64(s4*(l4+float64(s4*l6)))))
	half := float64(0.5 * float64(f*f))
	low := float64(s*(half+(odd+even))) + float64(k*ln2Lo)
	return float64(k*ln2Hi) - ((half - low) - f)
}

// pow returns x^y for x >= 0 and y != 0. Its relative error grows with
// |y·log x|, to some 1e-13 where the result is about to overflow.
func pow(x, y float64) float64 {
	return exp(float64(y * log(x)))
}

// sinTurns returns the sine of an angle in turns, with an error below 1e-15
// for |turns| <= 1.
func sinTurns(turns float64) float64 {
	t := turns - math.Floor(turns+0.5) // in [-0.5, 0.5)
	switch {
	case t > 0.25:
		t = 0.5 - t
	case t < -0.25:
		t = -0.5 - t
	}
	// The Taylor series to x^19: its next term is below 1e-16 at a quarter.
	x := float64(2 * math.Pi * t)
	x2 := float64(x * x)
	sum := 1.0
	for n := 18.0; n >= 2; n -= 2 {
		sum = 1 - float64(x2*sum)/(n*(n+1))
	}
	return float64(x * sum)
}
