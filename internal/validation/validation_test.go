package validation

// This file runs all checks and compares docs/validation.md with them.

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/validation.md")

const document = "../../docs/validation.md"

// oracles is where results are that other programs made. They are no part of
// the project; what needs them is skipped without them.
const oracles = "../../../shared/oracle/"

// A section is one chapter of docs/validation.md.
type section struct {
	name  string // of the subtest
	title string
	text  string
	needs string                        // what it needs below oracles, "" if nothing
	run   func(t *testing.T, r *report) // nil: another package writes it
}

// sections are the chapters in their order.
var sections = []section{
	{"theory", "Theory", theoryText, "", checkTheory},
	{"formulas", "The formulas themselves", formulasText, "theory/analytic.json", checkFormulas},
	{"reuse", "The order of reuse", reuseText, "", checkReuse},
	{"simfaas_rules", "SimFaaS: its rules in a closed form", simfaasRulesText, "", checkSimFaaSRules},
	{"simfaas", "SimFaaS", simfaasText, "simfaas/simfaas.json", checkSimFaaS},
	{"dslab_rules", "DSLab-FaaS: its rules by hand", dslabRulesText, "", checkDSLabRules},
	{"dslab", "DSLab-FaaS", dslabText, "dslab/trace-100k.csv.xz", checkDSLab},
	{"fluid", "SimGrid: sharing of bandwidth", fluidText, "wrench/fluid-01-one-link-two-flows.json", checkFluid},
	{title: "WRENCH"}, // is measured and written by internal/validation/wrench
}

const preface = `# Validation

What coldmoon computes, beside results that were not made with it. Every line is a check of a test; this page is written by

    go test -p 1 ./internal/validation/... -run Validation -update

and the test fails if it is not what the test measured. Each check runs a Lua script of ` + "`testdata/lua`" + `, as
` + "`coldmoon run`" + ` does.

Where a number is random, *coldmoon* is the mean of 32 replications (seeds 1 to 32), each measured after a warm-up that is
thrown away, and the *tolerance* is 4 standard errors, estimated from those replications and nothing else. *exact* means
that the numbers must be equal. A correct program misses a tolerance of 4 estimated standard errors once in 3,000 checks.

Sections that compare with other programs need their results, which are not part of this repository. Without them the
test skips those sections, and this page keeps what was measured last.

`

// TestValidation runs the sections.
func TestValidation(t *testing.T) {
	done := map[string]string{} // by title
	for _, s := range sections {
		if s.run == nil {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			if s.needs != "" {
				needs(t, s.needs)
			}
			r := &report{t: t}
			s.run(t, r)
			r.endTable()
			done[s.title] = chapter(s.title + "\n\n" + strings.TrimSpace(s.text) + "\n\n" + r.overview() + r.text.String())
		})
	}
	if !testing.Short() && !t.Failed() { // otherwise this is not what the page reports
		publish(t, done)
	}
}

// publish writes the page, or compares it with what was measured.
func publish(t *testing.T, done map[string]string) {
	page, err := os.ReadFile(document)
	if !os.IsNotExist(err) {
		require.NoError(t, err)
	}
	old := chapters(string(page))
	if *update {
		write(t, old, done)
		return
	}
	if !strings.HasPrefix(string(page), preface) {
		t.Errorf("%s: does not begin as the test would write it; write it with -update", document)
	}
	for title, text := range done {
		if old[title] != text {
			t.Errorf("%s: section %q is not what the test measured; write it with -update", document, title)
		}
	}
}

// needs skips a test if a file of the oracles is absent.
func needs(t *testing.T, file string) {
	t.Helper()
	if _, err := os.Stat(oracles + file); err != nil {
		t.Skipf("%s is not there: nothing to compare with", oracles+file)
	}
}

// chapter is the text of a section as the page has it.
func chapter(text string) string { return "## " + strings.TrimRight(text, "\n") + "\n\n" }

// chapters returns the sections of a page, by title.
func chapters(page string) map[string]string {
	all := map[string]string{}
	for _, c := range strings.Split("\n"+page, "\n## ")[1:] {
		title, _, _ := strings.Cut(c, "\n")
		all[title] = chapter(c)
	}
	return all
}

// write writes the page: the sections that were measured now, and the old text
// of the others.
func write(t *testing.T, old, done map[string]string) {
	var b strings.Builder
	b.WriteString(preface)
	for _, s := range sections {
		if text, ok := done[s.title]; ok {
			b.WriteString(text)
		} else {
			b.WriteString(old[s.title])
		}
	}
	require.NoError(t, os.WriteFile(document, []byte(strings.TrimRight(b.String(), "\n")+"\n"), 0o644))
	t.Logf("wrote %s", document)
}
