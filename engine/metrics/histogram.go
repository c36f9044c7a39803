// Package metrics holds the measures that a run keeps about itself:
// histograms of durations and time-weighted gauges.
//
// Everything is kept in integers, so that a result does not depend on the
// order in which it was added up. The package knows neither what is measured
// nor how it is reported.
package metrics

import (
	"fmt"
	"math"
	"math/bits"
)

const (
	subBits = 9            // an octave has 1<<subBits buckets of equal width
	subs    = 1 << subBits // 512: half a bucket is at most 1/1024 of its values
	octaves = 64 - subBits // 55: values up to the largest int64
)

// Histogram counts values from 0 to the largest int64, usually nanoseconds,
// in buckets of a fixed relative width.
//
// Values below 1024 have a bucket each; above, every octave is divided into
// 512 buckets of equal width, so that the middle of a bucket is within 0.1 %
// (1/1024) of each of its values. Count, sum, minimum and maximum are exact.
// An octave takes 4 KiB from its first value on.
type Histogram struct {
	count        uint64
	sumHi, sumLo uint64
	min, max     int64

	octave [octaves]*[subs]uint64 // octave[k] counts values of k+9 bits, octave[0] all below 512
}

// NewHistogram returns an empty histogram.
func NewHistogram() *Histogram {
	return &Histogram{min: math.MaxInt64}
}

// Record counts v, which must not be negative. It allocates only when v is
// the first value of its octave.
func (h *Histogram) Record(v int64) {
	if v < 0 {
		panic(fmt.Sprintf("metrics: Record of %d, which is negative", v))
	}
	k, sub := bucketOf(v)
	o := h.octave[k]
	if o == nil {
		o = new([subs]uint64)
		h.octave[k] = o
	}
	o[sub]++
	h.count++
	var carry uint64
	h.sumLo, carry = bits.Add64(h.sumLo, uint64(v), 0)
	h.sumHi += carry
	h.min = min(h.min, v)
	h.max = max(h.max, v)
}

// Count returns the number of values.
func (h *Histogram) Count() uint64 { return h.count }

// Sum returns the exact sum of the values, hi·2^64 + lo.
func (h *Histogram) Sum() (hi, lo uint64) { return h.sumHi, h.sumLo }

// Mean returns the mean of the values, from their exact sum, or 0 if there
// are none.
func (h *Histogram) Mean() float64 {
	if h.count == 0 {
		return 0
	}
	return quotient(h.sumHi, h.sumLo, h.count)
}

// Min returns the smallest value, or 0 if there are none.
func (h *Histogram) Min() int64 {
	if h.count == 0 {
		return 0
	}
	return h.min
}

// Max returns the largest value, or 0 if there are none.
func (h *Histogram) Max() int64 { return h.max }

// Quantile returns the value of rank ⌈q·count⌉ in increasing order, for q
// from 0 to 1, and 0 if there are no values. It is exact for values below
// 1024 and for the first and the last rank; otherwise it is the middle of
// that value's bucket, at most 0.1 % off, and never outside [Min, Max].
func (h *Histogram) Quantile(q float64) int64 {
	if !(q >= 0 && q <= 1) {
		panic(fmt.Sprintf("metrics: Quantile of %v, which is not from 0 to 1", q))
	}
	if h.count == 0 {
		return 0
	}
	// A product such as 0.07*100 = 7.000000000000001 must not skip a rank.
	rank := uint64(math.Ceil(q * float64(h.count) * (1 - 0x1p-51)))
	switch {
	case rank <= 1:
		return h.min
	case rank >= h.count:
		return h.max
	}
	var seen uint64
	for k, o := range h.octave {
		if o == nil {
			continue
		}
		for sub, n := range o {
			if seen += n; seen >= rank {
				lo, hi := boundsOf(k, sub)
				return min(max(lo+(hi-lo)/2, h.min), h.max)
			}
		}
	}
	panic("metrics: a histogram's count exceeds its buckets")
}

// Merge adds every value of o to h; o is left as it is.
func (h *Histogram) Merge(o *Histogram) {
	for k, from := range o.octave {
		if from == nil {
			continue
		}
		to := h.octave[k]
		if to == nil {
			to = new([subs]uint64)
			h.octave[k] = to
		}
		for sub, n := range from {
			to[sub] += n
		}
	}
	h.count += o.count
	var carry uint64
	h.sumLo, carry = bits.Add64(h.sumLo, o.sumLo, 0)
	h.sumHi += o.sumHi + carry
	h.min = min(h.min, o.min)
	h.max = max(h.max, o.max)
}

// Reset forgets all values but keeps the memory.
func (h *Histogram) Reset() {
	for _, o := range h.octave {
		if o != nil {
			*o = [subs]uint64{}
		}
	}
	*h = Histogram{min: math.MaxInt64, octave: h.octave}
}

// Each calls f for every bucket that is not empty, in increasing order. The
// bucket counts the values from lo to hi, both included.
func (h *Histogram) Each(f func(lo, hi int64, count uint64)) {
	for k, o := range h.octave {
		if o == nil {
			continue
		}
		for sub, n := range o {
			if n > 0 {
				lo, hi := boundsOf(k, sub)
				f(lo, hi, n)
			}
		}
	}
}

// bucketOf returns the octave of v >= 0 and its bucket therein.
func bucketOf(v int64) (k, sub int) {
	k = max(bits.Len64(uint64(v))-subBits, 0)
	return k, int(v>>max(k-1, 0)) & (subs - 1)
}

// boundsOf returns the smallest and the largest value of a bucket.
func boundsOf(k, sub int) (lo, hi int64) {
	if k == 0 {
		return int64(sub), int64(sub)
	}
	lo = int64(subs+sub) << (k - 1)
	return lo, lo + (1<<(k-1) - 1)
}

// quotient returns (hi·2^64 + lo) / n for a quotient below 2^64.
func quotient(hi, lo, n uint64) float64 {
	q, r := bits.Div64(hi, lo, n)
	return float64(q) + float64(r)/float64(n)
}
