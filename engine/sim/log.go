package sim

// This file computes logarithms that are the same on every machine.

import "math"

// logOpen returns the natural logarithm of x in (0, 1), to within one unit in
// the last place.
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
	// x = 2^k × (1+f) with 1+f between sqrt(2)/2 and sqrt(2)
	f1, exponent := math.Frexp(x)
	if f1 < math.Sqrt2/2 {
		f1 *= 2
		exponent--
	}
	f, k := f1-1, float64(exponent)

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
