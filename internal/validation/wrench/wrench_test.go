package wrench

// This file compares simulations with those of WRENCH, invocation by invocation
// and image by image.

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/luabind"
)

const (
	wrenchRecorded = "../../../../shared/oracle/wrench"
	wrenchByHand   = "../../../testdata/golden/wrench"
	wrenchScripts  = "../../../testdata/lua/wrench"
)

func TestWrenchRecorded(t *testing.T) {
	if _, err := os.Stat(wrenchRecorded); err != nil {
		t.Skip("the recorded runs of WRENCH are not here")
	}
	testWrench(t, wrenchRecorded, true)
}

// TestWrenchByHand runs scenarios of the same form whose outcome was calculated by
// hand; see the description in each file.
func TestWrenchByHand(t *testing.T) { testWrench(t, wrenchByHand, false) }

func testWrench(t *testing.T, dir string, mayDiffer bool) {
	for _, path := range scenarios(t, dir) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			w, err := readWrench(path)
			require.NoError(t, err)
			if reason := w.beyond(); reason != "" {
				t.Skip("not compared: " + reason)
			}
			got := w.Scenario.run(t)
			wrong := w.compare(got)
			if len(wrong) == 0 {
				return
			}
			if why := w.explain(got); mayDiffer && why != "" {
				t.Log("different on purpose: " + why)
				return
			}
			t.Error(strings.Join(wrong, "\n"))
		})
	}
}

// scenarios returns the files of a folder that hold scenarios of the service. Those
// that are about sharing alone are for engine/flow.
func scenarios(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	require.NoError(t, err)
	return slices.DeleteFunc(paths, func(path string) bool { return strings.HasPrefix(filepath.Base(path), "fluid") })
}

// An outcome is what a script has printed.
type outcome struct {
	invocations []wrenchInvocation
	moves       []move
}

// A move is an image that was downloaded, copied or loaded.
type move struct {
	kind, image  string
	host         string
	began, ended float64
}

func (m move) String() string {
	return fmt.Sprintf("%s of %s to %q from %v to %v", m.kind, m.image, m.host, m.began, m.ended)
}

func (sc *wrenchScenario) run(t *testing.T) *outcome {
	t.Helper()
	var out, errs bytes.Buffer
	rt, err := luabind.New(luabind.Options{
		Name: filepath.Join(wrenchScripts, "scenario.lua"), Source: sc.script(), Seed: 1, Stdout: &out, Stderr: &errs,
	})
	require.NoError(t, err)
	defer rt.Close()
	require.NoError(t, rt.Run(), "%s", errs.String())
	return readOutcome(t, out.String())
}

// readOutcome reads what the script of a scenario prints.
func readOutcome(t *testing.T, text string) *outcome {
	t.Helper()
	o := &outcome{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		f := strings.Split(line, "\t")
		number := func(k int) (v float64) {
			_, err := fmt.Sscan(f[k], &v)
			require.NoError(t, err, line)
			return v
		}
		host := func(k int) string {
			if f[k] == "0" {
				return ""
			}
			return "node" + f[k]
		}
		switch {
		case f[0] == "moved":
			o.moves = append(o.moves, move{f[1], f[2], host(3), number(4), number(5)})
		case f[2] == "never_requested" || f[2] == "rejected" && len(f) == 3:
			o.invocations = append(o.invocations, wrenchInvocation{ID: int(number(1)), Status: f[2]})
		default:
			o.invocations = append(o.invocations, wrenchInvocation{
				ID: int(number(1)), Status: wrenchStatus(f[2]), Host: host(3), Warm: f[3] != "0" && f[4] == "false",
				Requested: number(5), Submit: number(6), Answered: number(6), Dispatch: number(7),
				Start: number(8), End: number(9), Notified: number(10), Function: f[11],
			})
		}
	}
	return o
}

// compare says in what an outcome differs from WRENCH's: times to within rounding,
// the end, the host, warm or cold; and the images that moved.
func (w *wrenchFile) compare(got *outcome) (wrong []string) {
	return compareOutcomes(got, &outcome{invocations: w.Expected.Invocations, moves: w.moves()})
}

func compareOutcomes(got, want *outcome) (wrong []string) {
	for i := range want.invocations {
		if problem := differ(&got.invocations[i], &want.invocations[i], true); problem != "" {
			wrong = append(wrong, fmt.Sprintf("invocation %d of %s: %s", i, want.invocations[i].Function, problem))
		}
	}
	hosts := true
	if len(wrong) > 0 && want.tied() && sameButForTies(got, want) {
		wrong, hosts = nil, false
	}
	wrong = append(wrong, compareMoves(got.moves, want.moves, hosts)...)
	const most = 12
	if n := len(wrong); n > most {
		wrong = append(wrong[:most], fmt.Sprintf("and %d more", n-most))
	}
	return wrong
}

// near reports whether a is b but for the clock's nanoseconds and the rounding of
// floats.
func near(a, b float64) bool { return math.Abs(a-b) <= 2e-9+1e-9*math.Abs(b) }

// differ says in what an invocation differs from the expected one, "" in nothing.
func differ(got, want *wrenchInvocation, hosts bool) string {
	if got.Status == "rejected" {
		if want.Status == "rejected" || want.Status == "never_requested" {
			return ""
		}
		return "rejected, want " + want.Status
	}
	wanted := want.times()
	for k, x := range got.times() {
		what := [...]string{"requested", "accepted", "answered", "dispatched", "started", "ended", "told"}[k]
		killed := what == "ended" && want.End < 0 && want.Start >= 0 // WRENCH does not say when
		if !killed && !near(x, wanted[k]) {
			return fmt.Sprintf("%s at %v, want %v", what, x, wanted[k])
		}
	}
	if got.Status != want.Status {
		return fmt.Sprintf("%s, want %s", got.Status, want.Status)
	}
	host := strings.TrimPrefix(want.Host, "n/a")
	switch {
	case hosts && got.Host != host:
		return fmt.Sprintf("on %q, want %q", got.Host, host)
	case got.Warm != want.Warm:
		return fmt.Sprintf("warm: %v, want %v", got.Warm, want.Warm)
	}
	return ""
}

// wrenchStatus is WRENCH's name of a status.
func wrenchStatus(s string) string {
	switch s {
	case "ok":
		return "success"
	case "submitted", "queued":
		return "waiting"
	case "starting", "running", "never_requested":
		return s
	}
	return "failed"
}

// tied reports whether two invocations ended at one instant: which of their
// containers is used next is an accident in WRENCH.
func (o *outcome) tied() bool {
	seen := map[float64]bool{}
	for _, i := range o.invocations {
		if i.Notified >= 0 && seen[i.Notified] {
			return true
		}
		seen[i.Notified] = true
	}
	return false
}

// sameButForTies reports whether the invocations of each function came to the same
// if it is not asked which of them was which, and on which host.
func sameButForTies(got, want *outcome) bool {
	order := func(a, b wrenchInvocation) int { return strings.Compare(a.sortKey(), b.sortKey()) }
	a, b := slices.Clone(got.invocations), slices.Clone(want.invocations)
	slices.SortStableFunc(a, order)
	slices.SortStableFunc(b, order)
	for i := range a {
		if a[i].Function != b[i].Function || differ(&a[i], &b[i], false) != "" {
			return false
		}
	}
	return true
}

func (i *wrenchInvocation) sortKey() string {
	return fmt.Sprintf("%s %v %020.6f %020.6f %020.6f %020.6f", i.Function, i.Warm, i.Submit, i.Dispatch, i.Start, i.Notified)
}
