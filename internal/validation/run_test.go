package validation

// This file runs a script many times and estimates its results.

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/luabind"
)

// scripts is where the Lua files are.
const scripts = "../../testdata/lua/"

// replications is how many seeds a random check runs with. With so many, a
// correct result misses 4 standard errors, which are estimated, once in 3,000
// checks.
const replications = 32

// params are the parameters of a script.
type params map[string]any

// list returns the parameters as the command line would give them.
func (p params) list() []luabind.Param {
	var all []luabind.Param
	for _, name := range slices.Sorted(maps.Keys(p)) {
		value := fmt.Sprint(p[name])
		if x, ok := p[name].(float64); ok {
			value = strconv.FormatFloat(x, 'g', -1, 64)
		}
		all = append(all, luabind.Param{Name: name, Value: value})
	}
	return all
}

// A job is what a script is run with.
type job struct {
	script string // below testdata/lua, without ".lua"
	params params
	read   []string // directories that it may read
}

// once runs the script with one seed and returns the results that it printed:
// lines of a name and a number.
func (j job) once(seed uint64) (map[string]float64, error) {
	var out bytes.Buffer
	rt, err := luabind.New(luabind.Options{
		Name: scripts + j.script + ".lua", Seed: seed, Params: j.params.list(), AllowRead: j.read, Stdout: &out,
	})
	if err != nil {
		return nil, err
	}
	defer rt.Close()
	if err := rt.Run(); err != nil {
		return nil, err
	}
	results := map[string]float64{}
	for lines := bufio.NewScanner(&out); lines.Scan(); {
		name, text, _ := strings.Cut(lines.Text(), " ")
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: printed %q, want a name and a number", j.script, lines.Text())
		}
		results[name] = x
	}
	return results, nil
}

// sample is what replications of a script printed: for each result one number
// per seed.
type sample map[string][]float64

// replicate runs the script with the seeds 1 to n, several at a time.
func (j job) replicate(t *testing.T, n int) sample {
	t.Helper()
	results, errs := make([]map[string]float64, n), make([]error, n)
	var wait sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				results[i], errs[i] = j.once(uint64(i + 1))
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
	require.NoError(t, cmp.Or(errs...), "%s %v", j.script, j.params)
	s := sample{}
	for _, r := range results {
		for name, x := range r {
			s[name] = append(s[name], x)
		}
	}
	return s
}

// An estimate is a mean over replications and its standard error.
type estimate struct{ mean, se float64 }

// of estimates one result.
func (s sample) of(t *testing.T, name string) estimate {
	t.Helper()
	values := s[name]
	require.NotEmpty(t, values, "the script prints no %q", name)
	n := float64(len(values))
	var sum, squares float64
	for _, x := range values {
		sum += x
	}
	mean := sum / n
	for _, x := range values {
		squares += float64((x - mean) * (x - mean))
	}
	return estimate{mean, math.Sqrt(squares / (n - 1) / n)}
}
