// This file keeps the course of a gauge over simulated time, for plots.

package metrics

import "github.com/coldmoon-sim/coldmoon/engine/sim"

// seriesBuckets is how many buckets a series has.
const seriesBuckets = 2048

// A series is the course of a gauge from time 0 on, in buckets of equal width.
// A bucket knows the integral of the value and by how much it rose in all. When
// time goes beyond the last bucket, pairs of buckets are merged: the width
// doubles, the size stays. So it depends only on the changes and their
// simulated times.
type series struct {
	width sim.Time // of a bucket
	sums  [seriesBuckets]float64
	rises [seriesBuckets]float64
}

// KeepSeries makes the gauge keep its course from now on; before, it counts as
// 0. It takes 32 KB.
func (g *Gauge) KeepSeries() {
	if g.series == nil {
		g.series, g.plain = &series{width: 1}, false
	}
}

// change notes that the value is now next, and was v since last.
func (s *series) change(v, next int64, last, now sim.Time) {
	s.reach(now)
	for last < now {
		i := last / s.width
		end := now
		if i < now/s.width {
			end = (i + 1) * s.width
		}
		s.sums[i] += float64(float64(v) * float64(end-last)) // rounded on every machine
		last = end
	}
	if next > v {
		s.rises[now/s.width] += float64(next - v)
	}
}

// reach doubles the width until there is a bucket for t.
func (s *series) reach(t sim.Time) {
	for t/s.width >= seriesBuckets {
		for i := range seriesBuckets / 2 {
			s.sums[i] = s.sums[2*i] + s.sums[2*i+1]
			s.rises[i] = s.rises[2*i] + s.rises[2*i+1]
		}
		clear(s.sums[seriesBuckets/2:])
		clear(s.rises[seriesBuckets/2:])
		s.width *= 2
	}
}

// Course returns the course of the gauge from time from to time to, which must
// be later but not after now, in n parts of equal length: the mean value in each
// part, and by how much the value rose in it. Of a bucket across the border of
// two parts, each has its share of the value, and the one with its middle has the
// rise. It panics without [Gauge.KeepSeries].
func (g *Gauge) Course(now, from, to sim.Time, n int) (means, rises []float64) {
	g.Set(now, g.value) // the integral is exact: this changes nothing
	means, rises = make([]float64, n), make([]float64, n)
	width, part := float64(g.series.width), float64(to-from)/float64(n)
	for k := range n {
		lo, hi := float64(from)+float64(part*float64(k)), float64(from)+float64(part*float64(k+1))
		for i := int(lo / width); i < seriesBuckets; i++ {
			begin := float64(i) * width
			if begin >= hi {
				break
			}
			share := (min(hi, begin+width) - max(lo, begin)) / width
			means[k] += float64(g.series.sums[i]*share) / part
			if middle := begin + width/2; middle >= lo && middle < hi {
				rises[k] += g.series.rises[i]
			}
		}
	}
	return means, rises
}
