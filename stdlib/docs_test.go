package stdlib

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// TestIndexIsWhole compares the index with a count of the annotations.
func TestIndexIsWhole(t *testing.T) {
	count := map[DocKind]int{}
	params, texts := 0, 0
	for _, d := range Index().All {
		count[d.Kind]++
		params += len(d.Params)
		require.NotContains(t, d.Type, " number of", d.Full)
		if d.Text != "" {
			texts++
		}
		require.NotEmpty(t, d.Name, d.Full)
	}
	lines := func(pattern string) (n int) {
		for _, file := range append(Definitions(), "lua/library.lua") {
			text, err := fs.ReadFile(FS(), file)
			require.NoError(t, err)
			n += len(regexp.MustCompile("(?m)^"+pattern).FindAll(text, -1))
		}
		return n
	}
	require.Equal(t, lines(`function `), count[DocFunction]+count[DocMethod])
	require.Equal(t, lines(`---@field `), count[DocField]+count[DocOption])
	require.Equal(t, lines(`---@alias `), count[DocAlias])
	require.Equal(t, lines(`---@param `), params)
	require.Greater(t, texts, 300)
}

func TestDocTypes(t *testing.T) {
	for _, tt := range []struct{ line, typ, text string }{
		{"number", "number", ""},
		{"number|string > 0", "number|string", "> 0"},
		{`"a b"|"c" which`, `"a b"|"c"`, "which"},
		{"fun(a: number, b: string): any, string? returns a host", "fun(a: number, b: string): any, string?", "returns a host"},
		{"fun(a: fun(): number) text", "fun(a: fun(): number)", "text"},
		{`"lru"|fun(c: X): number what goes`, `"lru"|fun(c: X): number`, "what goes"},
		{"table<string, number> by name", "table<string, number>", "by name"},
	} {
		typ, text := cutType(tt.line)
		require.Equal(t, tt.typ, typ)
		require.Equal(t, tt.text, text)
	}
	require.Equal(t, []string{`"a|b"`, "fun(x: number|string): any", "(number|string)[]"}, SplitType(`"a|b"|fun(x: number|string): any|(number|string)[]`))
	require.Equal(t, []string{"mru", "lru", "oldest", "newest", "random"}, Index().Choices(Index().Get("coldmoon.ProviderOptions.reuse").Type))
	require.Contains(t, Index().Choices("number|coldmoon.Kind"), "cold_start")
}

func TestFind(t *testing.T) {
	for name, want := range map[string]string{
		"coldmoon":                      "coldmoon",
		"provider":                      "coldmoon.provider",
		"Provider":                      "coldmoon.Provider",
		"coldmoon.provider()":           "coldmoon.provider",
		"dist.lognormal":                "coldmoon.dist.lognormal",
		"lognormal":                     "coldmoon.dist.lognormal",
		"provider.keep_alive":           "coldmoon.ProviderOptions.keep_alive",
		"provider.hosts.disk.read":      "coldmoon.DiskOptions.read",
		"provider:invoke":               "coldmoon.Provider:invoke",
		"provider.invoke.status":        "coldmoon.Handle.status",
		"ctx.sleep":                     "coldmoon.Context:sleep",
		"imagemove.kind":                "coldmoon.ImageMove.kind",
		"dist.lognormal.p99":            "coldmoon.LognormalOptions.p99",
		"Seconds":                       "coldmoon.Seconds",
		"provider.policy.on_start.cold": "",
		"":                              "",
		"nothing":                       "",
	} {
		found := Index().Find(name)
		if want == "" {
			require.Empty(t, found, name)
			continue
		}
		require.Len(t, found, 1, name)
		require.Equal(t, want, found[0].Full, name)
	}
	for name, least := range map[string]int{"keep_alive": 3, "next": 2} {
		require.GreaterOrEqual(t, len(Index().Find(name)), least, name)
	}
}

// TestFindsTitles finds everything by the name under which it is shown.
func TestFindsTitles(t *testing.T) {
	for _, d := range Index().All {
		require.Contains(t, Index().Find(d.Title()), d, d.Title())
	}
}

// TestExplainFits looks for lines that are too long, and for pages that say nothing.
func TestExplainFits(t *testing.T) {
	pages := []string{Index().List(80)}
	for _, d := range Index().All {
		pages = append(pages, Index().Explain(d, 80))
	}
	for _, page := range pages {
		require.NotEmpty(t, page)
		for line := range strings.Lines(page) {
			require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), 80, line)
			require.Equal(t, strings.TrimRight(line, " \n"), strings.TrimRight(line, "\n"))
		}
	}
}

func TestBrief(t *testing.T) {
	for text, want := range map[string]string{
		"One. Two.":               "One",
		"At 1.5GB a\nline. More.": "At 1.5GB a line",
		"No end":                  "No end",
		"":                        "",
		"First\n\nSecond":         "First",
	} {
		require.Equal(t, want, (&Doc{Text: text}).Brief())
	}
}
