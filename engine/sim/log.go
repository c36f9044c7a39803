package sim

// This file computes logarithms that are the same on every machine.

import "math"

// logOpen returns the natural logarithm of x in (0, 1), to within one unit in
// the last place. x must not be subnormal.
//
// It is the method of FreeBSD's e_log.c, as in math.Log. That one is not used
// because it differs between processors: some have it in assembly, others fuse
// its products and sums. Here every product is rounded by a conversion, as the
// language promises.
func logOpen(x float64) float64 {
	const (
		ln2Hi = 6.93147180369123816490e-01
		ln2Lo = 1.90821492927058770002e-10
		l1    = 6.666666666666735130e-01
		l2    = 3.999999999940941908e-01
		l3    = 2.857142874366239149e-01
		l4    = 2.222219843214978396e-01
		l5    = 1.818357216161805012e-01
		l6    = 1.531383769920937332e-01
		l7    = 1.479819860511658591e-01
	)
	k, f := splitLog(x)
	s := f / (2 + f)
	s2 := s * s
	s4 := float64(s2 * s2)
	odd := s2 * (l1 + float64(s4*(l3+float64(s4*(l5+float64(s4*l7))))))
	even := s4 * (l2 + float64(s4*(l4+float64(s4*l6))))
	rest := float64(odd) + float64(even)
	half := float64(0.5 * f * f)
	low := float64(s*(half+rest)) + float64(k*ln2Lo)
	return float64(k*ln2Hi) - ((half - low) - f)
}

// splitLog returns k and f such that x = 2^k × (1+f) with 1+f between sqrt(2)/2
// and sqrt(2).
//
// Adding the distance from sqrt(2)/2 to 1 to the bits of x carries into the
// exponent just where k goes up. That needs no branch on the fraction, which
// nobody could predict, and no call of math.Frexp: a draw of Exp takes 9 ns
// rather than 19.
func splitLog(x float64) (k, f float64) {
	const (
		one      = 0x3ff0000000000000 // bits of 1
		sqrtHalf = 0x3fe6a09e667f3bcd // bits of sqrt(2)/2
		fraction = 1<<52 - 1
	)
	bits := math.Float64bits(x) + (one - sqrtHalf)
	k = float64(int(bits>>52) - one>>52)
	return k, math.Float64frombits(bits&fraction+sqrtHalf) - 1
}
