package luabind

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	lua "github.com/yuin/gopher-lua"

	"github.com/coldmoon-sim/coldmoon/stdlib"
)

// completed returns the texts that complete a text in which | is the cursor.
func (s *script) completed(text string) []string {
	before, after, _ := strings.Cut(text, "|")
	_, items := s.rt.Complete(before+after, len(before))
	var texts []string
	for _, i := range items {
		texts = append(texts, i.Text)
	}
	return texts
}

// newCity makes a session with something in it.
func newCity(t testing.TB) *script {
	t.Helper()
	s := newSession(t)
	s.echo(t, sessionWorld+`
local u = require "coldmoon.units"
local handle = cloud:invoke("f")
local data = { first = { second = 1 }, ["not a name"] = 2, list = { { name = 1 } } }
local class = { method = function() end } class.__index = class
local object = setmetatable({ own = 1 }, class)
local danger = setmetatable({}, { __index = function() error("user code was run") end })
--- Doubles a number.
-- Slowly.
local function double(x, ...) return 2 * x end
`)
	return s
}

func TestComplete(t *testing.T) {
	s := newCity(t)
	require.NoError(t, os.MkdirAll("data/deep", 0o755))
	require.NoError(t, os.WriteFile("data/deep/trace.csv", nil, 0o644))
	require.NoError(t, os.WriteFile("mine.lua", nil, 0o644))
	for text, want := range map[string]string{
		"clo|":                               "cloud",
		"coldmoon.prov|":                     "provider",
		"coldmoon.di|":                       "dist",
		"coldmoon.dist.logn|":                "lognormal",
		"u.Mi|":                              "MiB",
		"1 + u.Mi|":                          "MiB",
		"units.Mi|B":                         "MiB",
		"sched|":                             "schedule",
		"schedule.fi|":                       "first_fit",
		"cloud:inv|":                         "invoke",
		"cloud:n|":                           "",
		"cloud.na|":                          "name",
		"cloud.functions.|":                  "f",
		"cloud.functions.f.mean|":            "mean_latency",
		"cloud.funct|":                       "functions",
		"cloud:funct|":                       "functions",
		"cloud.hosts.|":                      "",
		"cloud.cluster:fi|":                  "first_fit",
		"cloud:invoke('f').st|":              "started status",
		"cloud:invoke('f'):aw|":              "await await_accepted",
		"handle.sta|":                        "started status",
		"data.|":                             "first list",
		"data.first.|":                       "second",
		"data.list[1].|":                     "name",
		"data['first'].|":                    "second",
		"object.|":                           "method own",
		"object:|":                           "method",
		"danger.|":                           "",
		"('x'):rep|":                         "rep",
		"math.fl|":                           "floor",
		"string.form|":                       "format",
		"doub|":                              "double",
		"ret|":                               "return",
		"-- clo|":                            "",
		"x = 'a' -- clo|":                    "",
		"[[clo|":                             "",
		"nothing.|":                          "",
		"coldmoon.provider{ na|":             "name = ",
		"coldmoon.provider{ name = 'x', na|": "",
		"coldmoon.provider({ na|":            "name = ",
		"local p = coldmoon.provider{\n  hosts = { co|":                        "count =  cores = ",
		"coldmoon.provider{ hosts = { { co|":                                   "count =  cores = ",
		"coldmoon.provider{ hosts = { disk = { cap|":                           "capacity = ",
		"coldmoon.provider{ hosts = { count = 1 }, sto|":                       "storage = ",
		"cloud:register(f, { ra|":                                              "ram = ",
		"dist.lognormal{ p|":                                                   "p95 =  p99 = ",
		"local d = require 'coldmoon.dist'\nd.logn|":                           "lognormal",
		`coldmoon.provider{ reuse = "m|`:                                       "mru",
		`coldmoon.provider{ network = "f|`:                                     "fair fixed",
		`coldmoon.provider{ network = |`:                                       "*\"fair\" \"fixed\"",
		`coldmoon.provider{ reuse = clo|`:                                      "cloud",
		`if handle.status == "run|`:                                            "running",
		`require "coldmoon.u|`:                                                 "coldmoon.units",
		`require("coldmoon.u|`:                                                 "coldmoon.units",
		`require "mi|`:                                                         "mine",
		"cloud:containers()[1].us|":                                            "uses",
		"cloud:containers().us|":                                               "",
		"coldmoon.provider{ round = function(waiting, cluster) waiting[1].im|": "image",
		"coldmoon.provider{ round = function(waiting, cluster) waiting.im|":    "",
		`next("cold|`:                                                          "cold_start",
		`next "cold|`:                                                          "cold_start",
		`coldmoon.next("cold|`:                                                 "cold_start",
		`break_when(function(e) return e.ki|`:                                  "kind",
		`cloud.evict = "l|`:                                                    "lru lfu",
		`cloud.storage = { re|`:                                                "read = ",
		"cloud.flo|":                                                           "flows",
		"cloud.queue[1].sub|":                                                  "submitted",
		"cloud.hosts[1].disk.cap|":                                             "capacity",
		"cloud.storage.down|":                                                  "downloads",
		"cloud.storage.images[1].las|":                                         "last_used",
		"cloud.flows[1].rem|":                                                  "remaining",
		`plot("cold|`:                                                          "cold_starts",
		`plot("ram", { hei|`:                                                   "height = ",
		`pp(cloud, { de|`:                                                      "depth = ",
		`insp|`:                                                                "inspect",
		`f = "da|`:                                                             "data/",
		`f = "data/|`:                                                          "deep/",
		`workload.csv{ file = "data/deep/t|`:                                   "trace.csv",
		`f = "../|`:                                                            "",
		`f = "/e|`:                                                             "",
		"coldmoon.func{ run = function(ctx, input) ctx:sl|":                    "sleep",
		"coldmoon.func{ run = function(ctx, input)\n local long_name = 1\n ret = long|": "long_name",
		"cloud:drive('f', w, function(index) ind|":                                      "index",
		"coldmoon.provider{ schedule = function(request, cluster) cluster:war|":         "warm warm_count",
		"local h = cloud:invoke('f') h.sta|":                                            "started status",
		"local handle = handle.sta|":                                                    "started status",
		"for i, value in pairs(t) do val|":                                              "value",
		"for i, value in pairs(t) do end val|":                                          "",
		"coldmoon.spawn(function() coldmoon.provider{ na|":                              "name = ",
	} {
		got := strings.Join(s.completed(text), " ")
		if begin, ok := strings.CutPrefix(want, "*"); ok {
			require.True(t, strings.HasPrefix(got, begin), "%s: %s", text, got)
			continue
		}
		require.Equal(t, want, got, text)
	}
}

// TestCompleteFiles completes the names of files in a directory that is allowed, and
// of none in others.
func TestCompleteFiles(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "trace.csv"), make([]byte, 5), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".hidden"), nil, 0o644))
	s := newSession(t, func(o *Options) { o.AllowRead = []string{dir} })
	text := `io.open("` + dir + `/`
	from, items := s.rt.Complete(text, len(text))
	require.Equal(t, len(text), from)
	require.Equal(t, []Completion{{"trace.csv", "file", "5 bytes"}}, items)
	require.Equal(t, []string{".hidden"}, s.completed(text+".h|"))
	require.Empty(t, s.completed(`io.open("`+filepath.Dir(dir)+`/|`))
}

func TestCompleteDescribes(t *testing.T) {
	s := newCity(t)
	for text, want := range map[string]Completion{
		"coldmoon.provi":             {"provider", "function", "Declares a provider"},
		"coldmoon.provider{ keep_al": {"keep_alive = ", "option", "Seconds | fun(container: Container): number; seconds that an idle container is kept; 0: not at all, math.huge: until its room is needed; default 600"},
		"cloud.na":                   {"name", "string", ""},
		"clou":                       {"cloud", "provider", `"cloud"`},
		"handle:aw":                  {"await", "method", "Lets time pass until the invocation has ended: a process or handler waits; the script itself lets the simulation run"},
		"units.MB":                   {"MB", "number", "1000^2 bytes"},
		"doubl":                      {"double", "function", "repl:1:16"},
		"dis":                        {"dist", "module", "Distributions of times, sizes or anything else"},
		"whil":                       {"while", "keyword", ""},
		"dat":                        {"data", "table", "3 entries"},
		"handle.fin":                 {"finished", "number?", "seconds; when the handler ended"},
	} {
		from, items := s.rt.Complete(text, len(text))
		require.NotEmpty(t, items, text)
		require.Equal(t, want, items[0])
		require.True(t, strings.HasPrefix(want.Text, text[from:]))
	}
}

// TestCompleteAnywhere puts the cursor everywhere into a script, also into one that
// is cut there: the same completions each time, and no panic.
func TestCompleteAnywhere(t *testing.T) {
	s := newCity(t)
	text := sessionWorld + `coldmoon.func{ run = function(ctx, input) local a = { b = "x" } ctx:sleep(1) end, [1] = 2 } ]] }) end "`
	for i := range len(text) + 1 {
		from, items := s.rt.Complete(text, i)
		require.LessOrEqual(t, from, i)
		_, again := s.rt.Complete(text[:i], i)
		require.Equal(t, items, again)
		s.rt.Hint(text, i)
		if from > 0 && text[from-1] != '{' && text[from-1] != ' ' && text[from-1] != ',' {
			require.True(t, slices.IsSortedFunc(items, func(a, b Completion) int { return strings.Compare(a.Text, b.Text) }), text[:i])
		}
	}
	require.Equal(t, "nil", s.echo(t, "_"))
}

func TestHint(t *testing.T) {
	s := newCity(t)
	for text, want := range map[string]string{
		"cloud:invoke(|":                              `provider:invoke(fn, [input]) → Handle`,
		"cloud:invoke('f', |":                         "provider:invoke(fn, [input]) → Handle; input: handed to the handler as it is, not copied",
		"cloud:invoke('f')|":                          "",
		"x = dist.normal(1, (2 + |":                   "dist.normal(mean, [sd]) → Distribution",
		"double(|":                                    "double(x, ...)",
		"coldmoon.provider{ |":                        "coldmoon.provider(options) → Provider",
		"coldmoon.provider{ keep_alive = |":           "keep_alive: Seconds | fun(container: Container): number; seconds that an idle container is kept; 0: not at all, math.huge: until its room is needed; default 600",
		"coldmoon.provider{ keep_alive = 1 + |":       "keep_alive: Seconds | fun(container: Container): number; seconds that an idle container is kept; 0: not at all, math.huge: until its room is needed; default 600",
		"coldmoon.provider{ queue = { |":              "QueueOptions{ [limit], [strict] }",
		"coldmoon.provider{ queue = { limit = 1 }, |": "coldmoon.provider(options) → Provider",
		"cloud:register(f, { |":                       "RegisterOptions{ [time_limit], [ram], [disk], [ingress], [egress], [concurrency], [overhead], [keep_alive] }",
		"nothing(|":                                   "",
		"print('a|":                                   "print(...)",
		"":                                            "",
		"-- print(|":                                  "",
	} {
		before, _, _ := strings.Cut(text, "|")
		require.Equal(t, want, s.rt.Hint(before, len(before)), text)
	}
}

func TestHelp(t *testing.T) {
	s := newCity(t)
	for expr, want := range map[string]string{
		"":                    "Modules:\n",
		"coldmoon.provider":   "coldmoon.provider(options) → Provider\n",
		"coldmoon.provider?":  "coldmoon.provider(options) → Provider\n",
		"cloud":               "cloud is a provider: \"cloud\"\n\nProvider\n",
		"cloud:invoke":        "provider:invoke(fn, [input]) → Handle\n",
		"cloud.cluster":       "Provider.cluster: Cluster\n",
		"schedule.first_fit":  "schedule.first_fit(request, cluster) → ",
		"units":               "coldmoon.units\n",
		"u":                   "coldmoon.units\n",
		"u.MB":                "units.MB: number\n",
		"dist.lognormal":      "dist.lognormal(mu, [sigma]) → Distribution\n",
		`"dist.lognormal"`:    "dist.lognormal(mu, [sigma]) → Distribution\n",
		"provider.keep_alive": "ProviderOptions.keep_alive: ",
		"Handle":              "Handle\n",
		"double":              "double(x, ...)\nrepl:1:16\n\nDoubles a number.\nSlowly.\n",
		"double??":            "double(x, ...)\nrepl:1:16\n\nDoubles a number.\nSlowly.\n\n-- repl:1:16\nlocal function double(x, ...) return 2 * x end\n",
		"data":                "data is a table: 3 entries\n",
		"keep_alive":          "It is one of:\n",
		"quit":                "quit()\n",
	} {
		got, err := s.rt.Help(expr)
		require.NoError(t, err, expr)
		require.True(t, strings.HasPrefix(got, want), "%s: %s", expr, got)
	}
	text, err := s.rt.Help("schedule.random??")
	require.NoError(t, err)
	require.Contains(t, text, "\n-- stdlib/schedule.lua:")
	require.Contains(t, text, "cluster:random(request)")
	text, err = s.rt.Help("print??")
	require.NoError(t, err)
	require.Contains(t, text, "print(...)\n\nWrites its arguments")
	require.True(t, strings.HasSuffix(text, "\nIt is built in.\n"))
	_, err = s.rt.Help("lognormla")
	require.EqualError(t, err, `no documentation of lognormla (did you mean "lognormal"?)`)

	s.stdout.Reset()
	s.echo(t, "help(cloud.invoke) help 'provider.keep_alive'")
	require.Contains(t, s.stdout.String(), "provider:invoke(fn, [input]) → Handle\n")
	require.Contains(t, s.stdout.String(), "ProviderOptions.keep_alive: ")
	require.Contains(t, s.eval("help 'lognormla'").Err.Error(), `did you mean "lognormal"?`)
}

// TestLibraryIsDocumented compares Lua's own library, as it is here, with its
// documentation.
func TestLibraryIsDocumented(t *testing.T) {
	rt := newSession(t).rt
	docs := stdlib.Index()
	var here, there []string
	for _, name := range stringKeys(rt.root.G.Global) {
		if rt.root.G.Global.RawGetString(name).Type() == lua.LTFunction {
			here = append(here, name)
		}
	}
	for _, name := range []string{"coroutine", "debug", "io", "math", "os", "package", "string", "table"} {
		doc := docs.Get(name)
		require.NotNil(t, doc, name)
		require.Equal(t, doc, rt.named(name).doc)
		fields := rt.root.G.Global.RawGetString(name).(*lua.LTable)
		for _, m := range doc.Members {
			require.NotEqual(t, lua.LNil, fields.RawGetString(m.Name), m.Full)
		}
		for _, key := range stringKeys(fields) {
			require.NotNil(t, doc.Member(key), "%s.%s", name, key)
			if fields.RawGetString(key).Type() == lua.LTFunction {
				here = append(here, name+"."+key)
			}
		}
	}
	for _, doc := range docs.All {
		if doc.Kind == stdlib.DocFunction && !strings.HasPrefix(doc.Full, rootName+".") {
			there = append(there, doc.Full)
		}
	}
	require.ElementsMatch(t, here, there)
}
