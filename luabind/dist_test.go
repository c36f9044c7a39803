package luabind

// This file tests coldmoon.units and coldmoon.dist.

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUnits(t *testing.T) {
	for _, tt := range []struct{ expression, want string }{
		{`u.KB, u.MiB, u.TiB`, "1000\t1048576\t1099511627776"},
		{`u.ms, u.min, u.d`, "0.001\t60\t86400"},
		{`u.Gbps, u.bps * 8, u.usd, u.cent`, "125000000\t1\t1\t0.01"},
		{`u.bytes("64GiB"), u.bytes(5)`, "68719476736\t5"},
		{`u.seconds("1h30m"), u.seconds(0.5)`, "5400\t0.5"},
		{`u.rate("10Gbps"), u.rate("1MB/s"), u.rate(3)`, "1250000000\t1000000\t3"},
		{`u.format_bytes(350e6), u.format_bytes(0), u.format_bytes(1.6), u.format_bytes(-2048)`, "350MB\t0B\t2B\t-2KiB"},
		{`u.format_rate(125e6)`, "125MB/s"},
		{`u.format_seconds(63.2), u.format_seconds(0.25), u.format_seconds(math.huge)`, "1m3.2s\t250ms\tnever"},
	} {
		t.Run(tt.expression, func(t *testing.T) {
			require.Equal(t, tt.want+"\n", output(t, `local u = require "coldmoon.units" print(`+tt.expression+`)`))
		})
	}
	for _, tt := range []struct{ expression, want string }{
		{`u.bytes("64 gigs")`, `units.bytes: size: size "64 gigs": unknown unit "gigs", want B`},
		{`u.bytes(-1)`, `units.bytes: size: -1: must be a number of bytes, not negative, at most 2^53, or a string such as "64GiB"`},
		{`u.seconds()`, `units.seconds: duration: nil: must be a number of seconds, not negative, or a string such as "250ms"`},
		{`u.rate(0)`, `units.rate: rate: 0: must be a positive number of bytes per second, or a string such as "10Gbps" or "100MB/s"`},
		{`u.format_bytes("x")`, `units.format_bytes: bytes: "x": must be a finite number`},
		{`u.format_bytes(1e300)`, `units.format_bytes: bytes: 1e+300: must be at most 2^53`},
		{`u.format_seconds(0/0)`, `units.format_seconds: seconds: nan: must be a finite number`},
	} {
		t.Run(tt.expression, func(t *testing.T) {
			require.Contains(t, failure(t, `local u = require "coldmoon.units" print(`+tt.expression+`)`), "error[EOPT]: t.lua:1: "+tt.want)
		})
	}
}

func TestDistributions(t *testing.T) {
	for _, tt := range []struct{ call, want, mean string }{
		{`constant(5)`, "constant(5)", "5"}, {`constant{value = "250ms"}`, "constant(0.25)", "0.25"}, {`constant("2KiB")`, "constant(2048)", "2048"},
		{`uniform(1, 3)`, "uniform(1, 3)", "2"}, {`uniform{lo = "1ms", hi = "3ms"}`, "uniform(0.001, 0.003)", "0.002"},
		{`normal(10, 1)`, "normal(10, 1)", "10"}, {`normal{mean = 5, sd = 0}`, "constant(5)", "5"},
		{`exponential(2)`, "exponential(2)", "2"}, {`exponential{rate = 4}`, "exponential(0.25)", "0.25"},
		{`lognormal(0, 0)`, "constant(1)", "1"}, {`lognormal{mu = 1, sigma = 0.5}`, "lognormal(1, 0.5)", "3.08"},
		{`lognormal{mean = 3.24, sd = 7.10}`, "lognormal(0.2965, 1.326)", "3.24"}, {`lognormal{mean = 2, cv = 0}`, "constant(2)", "2"},
		{`lognormal{median = 1, sigma = 1}`, "lognormal(0, 1)", "1.649"}, {`lognormal{median = 1, p99 = 10}`, "lognormal(0, 0.9898)", "1.632"},
		{`lognormal{median = "100ms", p95 = "400ms"}`, "lognormal(-2.303, 0.8428)", "0.1426"},
		{`gamma(2, 3)`, "gamma(2, 3)", "6"}, {`gamma{mean = 6, cv = 0.5}`, "gamma(4, 1.5)", "6"}, {`gamma{mean = 6, shape = 3}`, "gamma(3, 2)", "6"},
		{`erlang(3, 6)`, "erlang(3, 6)", "6"}, {`weibull(1, 2)`, "weibull(1, 2)", "2"}, {`pareto(1, 3)`, "pareto(1, 3)", "1.5"}, {`pareto(1, 1)`, "pareto(1, 1)", "+Inf"},
		{`burr(11.652, 0.221, 107.083)`, "burr(11.652, 0.221, 107.083)", "172"},
		{`hyper_exponential({0.5, 0.5}, {1, 3})`, "hyper_exponential(1, 3)", "2"}, {`hyper_exponential{p = {1}, means = {"1s"}}`, "hyper_exponential(1)", "1"},
		{`choice({1, 2, 6})`, "choice(1, 2, 6)", "3"}, {`choice({1, 3}, {1, 3})`, "choice(1, 3)", "2.5"}, {`choice{values = {"1KB"}}`, "constant(1000)", "1000"},
		{`empirical({0, 1}, {0, 10})`, "empirical(0, 10)", "5"}, {`empirical{p = {0, 0.5, 1}, v = {0, 1, 3}}`, "empirical(0, 1, 3)", "1.25"},
		{`truncate(dist.uniform(0, 10), 0, 5)`, "truncate(uniform(0, 10), 0, 5)", "2.51"}, {`truncate{dist = dist.uniform(0, 10), hi = "5s"}`, "truncate(uniform(0, 10), -Inf, 5)", "2.51"},
		{`scale(dist.uniform(0, 2), 10)`, "scale(uniform(0, 2), 10)", "10"}, {`shift(dist.uniform(0, 2), 10)`, "shift(uniform(0, 2), 10)", "11"}, {`shift{dist = 1, by = "1ms"}`, "constant(1.001)", "1.001"},
	} {
		t.Run(tt.call, func(t *testing.T) {
			got := output(t, `local dist = require "coldmoon.dist"
				local d = dist.`+tt.call+`
				local text = tostring(d):gsub("%d+%.%d%d%d%d%d+", function(n) return ("%.4g"):format(n) end)
				if tostring(d):find("burr") then text = tostring(d) end
				print(text, tostring(("%.3g"):format(d:mean()) + 0))
				for i = 1, 100 do local x = d:sample() assert(x == x and type(x) == "number") end`)
			mean := tt.mean
			if mean != "+Inf" {
				mean = output(t, `io.write(tostring(("%.3g"):format(`+mean+`) + 0))`)
			}
			require.Equal(t, tt.want+"\t"+mean+"\n", got)
		})
	}
}

func TestDistributionErrors(t *testing.T) {
	for _, tt := range []struct{ call, want string }{
		{`constant()`, `dist.constant: value: missing: it is required`},
		{`constant(1, 2)`, `dist.constant: argument 2: 2: is one too many`},
		{`constant("x")`, `dist.constant: value: "x": must be a finite number, or a string with a unit, such as "250ms" or "64GiB"`},
		{`constant(0/0)`, `dist.constant: value: nan: must be a finite number`},
		{`uniform{lo = 3, hi = 1}`, `dist.uniform: hi: 1: must not be less than lo, which is 3`},
		{`uniform{lo = 3, max = 1}`, "dist.uniform: 2 problems\n  unknown option \"max\"; valid options: lo, hi\n  hi: missing: it is required"},
		{`normal(-1, 1)`, `dist.normal: mean: -1: must be a number that is not negative`},
		{`exponential{mean = 1, rate = 1}`, `dist.exponential: give either mean or rate`},
		{`exponential(0)`, `dist.exponential: mean: 0: must be a positive number`},
		{`lognormal{mean = 1}`, `dist.lognormal: give either mu and sigma, mean and sd, mean and cv, median and sigma, median and p95 or median and p99`},
		{`lognormal{mean = 1, sd = 1, cv = 1}`, `dist.lognormal: give either mu and sigma, mean and sd, mean and cv, median and sigma, median and p95 or median and p99`},
		{`lognormal{median = 0, p99 = 1}`, `dist.lognormal: median: 0: must be a positive number`},
		{`lognormal{median = 2, p99 = 1}`, `dist.lognormal: p99: 1: must not be less than the median, which is 2`},
		{`gamma{mean = 1}`, `dist.gamma: give either shape and scale, mean and cv or mean and shape`},
		{`erlang(1.5, 1)`, `dist.erlang: k: 1.5: must be a whole number from 1 to 1073741824`},
		{`hyper_exponential({0.5}, {1})`, `dist.hyper_exponential: p: sum of 0.5: must be 1`},
		{`choice({})`, "dist.choice: values: missing: it is required"},
		{`choice({1, 2}, {1})`, `dist.choice: weights: 1 numbers: must be as many as there are values, which are 2`},
		{`choice({1, "x"})`, `dist.choice: values[2]: "x": must be a finite number, or a string with a unit, such as "250ms" or "64GiB"`},
		{`empirical({0.1, 1}, {0, 1})`, `dist.empirical: p: from 0.1 to 1: must be from 0 to 1`},
		{`truncate(dist.constant(5))`, `dist.truncate: give lo, hi or both`},
		{`truncate("x", 0, 1)`, `dist.truncate: dist: "x": must be a number or a distribution`},
		{`truncate(dist.exponential(1), 50, 60)`, `dist.truncate: lo, hi: 50, 60: only 0 of 65536 numbers of exponential(1) lie between, must be at least 1 %`},
		{`scale(dist.constant(5), 0)`, `dist.scale: by: 0: must be a positive number`},
	} {
		t.Run(tt.call, func(t *testing.T) {
			require.Equal(t, "error[EOPT]: t.lua:1: "+tt.want, failure(t, `local dist = require "coldmoon.dist" dist.`+tt.call))
		})
	}
	require.Equal(t, `error[ELUA]: t.lua:1: distribution has no field "sampel" (did you mean "sample"?); it has: mean, sample`,
		failure(t, `require("coldmoon.dist").constant(1):sampel()`))
}

// TestSamples: they come from the stream of math.random, so a seed fixes both.
func TestSamples(t *testing.T) {
	const draw = `local d = require("coldmoon.dist").exponential(1) for i = 1, 3 do io.write(d:sample(), " ", math.random(), " ") end`
	require.Equal(t, output(t, draw), output(t, draw))
	require.Equal(t, output(t, "math.randomseed(7) "+draw), output(t, "for i = 1, 9 do math.random() end math.randomseed(7) "+draw))
}
