package engine

// This file declares nonsense of all kinds: what is accepted must run.

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/coldmoon-sim/coldmoon/engine/cache"
	"github.com/coldmoon-sim/coldmoon/engine/sim"
	"github.com/coldmoon-sim/coldmoon/engine/unit"
	"github.com/coldmoon-sim/coldmoon/engine/workload"
)

// A supply takes choices from fuzzed bytes; when they are used up all are 0,
// which is a harmless one.
type supply struct{ data []byte }

func (s *supply) byte() byte {
	if len(s.data) == 0 {
		return 0
	}
	b := s.data[0]
	s.data = s.data[1:]
	return b
}

func (s *supply) upTo(n int) int { return int(s.byte()) % (n + 1) }

func pick[T any](s *supply, of ...T) T { return of[int(s.byte())%len(of)] }

// wrong reports whether a value that cannot be right is wanted: seldom, as one
// is enough for all to be refused.
func (s *supply) wrong() bool { return s.byte() == 255 }

func (s *supply) size() unit.Bytes {
	if s.wrong() {
		return pick[unit.Bytes](s, -1, math.MinInt64, 1<<53+1, 1<<60, math.MaxInt64)
	}
	return pick[unit.Bytes](s, 0, 0, 0, 1, 10, 1, 10, 100, 1<<20, 1<<53)
}

func (s *supply) rate() float64 {
	if s.wrong() {
		return pick(s, math.Inf(1), math.NaN(), -1, math.Inf(-1))
	}
	return pick(s, 0, 1, 10, 0.1, 0, 100, 1e9, 1e-300, 5e-324, 1e300, math.MaxFloat64)
}

func (s *supply) time() sim.Time {
	if s.wrong() {
		return pick[sim.Time](s, -1, math.MinInt64)
	}
	return pick(s, 0, 1, sim.Seconds(1), 0, sim.Seconds(60), sim.Seconds(1), 0, sim.Seconds(3), 0, 0, sim.Seconds(10),
		sim.Seconds(1), 0, sim.Seconds(1e9), sim.Never-1, sim.Never)
}

func (s *supply) count() int {
	if s.wrong() {
		return pick(s, 0, -1, math.MaxInt32, 1<<40, math.MaxInt, math.MinInt)
	}
	return pick(s, 1, 2, 3, 4)
}

func (s *supply) many() int {
	if s.wrong() {
		return pick(s, -1, math.MinInt, 1<<40, math.MaxInt)
	}
	return pick(s, 0, 1, 2, 1, 2, 100, math.MaxInt32)
}

func (s *supply) dist() workload.Dist {
	if s.byte()%3 == 0 {
		return nil
	}
	v := pick(s, 0, 1, 0.5, 1, 10, 3, 0, 100, 0.1, 1e-9, 1e9, 1e12, 1e300, -1, -1e300)
	switch s.byte() % 16 {
	case 1:
		d, _ := workload.Pareto(1, 0.01) // often infinite
		return d
	case 2:
		d, _ := workload.Lognormal(0, 500)
		return d
	case 3:
		d, err := workload.Uniform(-1e300, 1e300)
		if err != nil {
			return nil
		}
		return d
	}
	return always(v)
}

func (s *supply) disk() Disk { return Disk{s.size(), s.rate(), s.rate(), s.rate()} }

func (s *supply) link() Link { return Link{s.rate(), s.time()} }

func (s *supply) overhead() Overhead {
	return Overhead{s.dist(), s.dist(), s.dist(), s.dist(), s.dist()}
}

func (s *supply) flag() bool { return s.byte()%2 == 1 }

func (s *supply) config() ProviderConfig {
	c := ProviderConfig{
		Name: pick(s, "p", "q"), Storage: s.disk(), LAN: s.link(),
		Network: NetworkMode(s.upTo(1)), CPU: CPUMode(s.upTo(1)), Overhead: s.overhead(),
		KeepAlive: FixedKeepAlive(s.time()), Queue: QueueConfig{s.flag(), s.many(), s.flag()},
		Reuse: ReuseOrder(s.upTo(4)), IdleHoldsSlot: s.flag(), Order: cache.Order(s.upTo(4)),
		Fetch: FetchMode(s.upTo(1)), Control: ControlMode(s.upTo(1)), KeepAfterTimeout: s.flag(), Billing: finiteUse{},
	}
	for range s.upTo(2) + 1 {
		c.Hosts = append(c.Hosts, HostGroup{s.count(), s.many(), s.rate(), s.rate(), s.size(), s.link(), s.disk()})
	}
	return c
}

func (s *supply) function(name string, image, code Location) *Function {
	f := &Function{Name: name, Image: image}
	if s.flag() {
		f.Code = code
	}
	switch s.byte() % 3 {
	case 0:
		f.Duration = s.dist()
	case 1:
		for range s.upTo(4) {
			if amount := s.dist(); amount != nil {
				f.Phases = append(f.Phases, Step{Op(s.upTo(int(OpFree))), amount})
			}
		}
	default:
		f.Run = s.code()
	}
	return f
}

// code is a handler of some calls, whatever they return.
func (s *supply) code() Code {
	var calls [6]struct {
		what byte
		n    unit.Bytes
		t    sim.Time
		cpu  float64
	}
	for i := range calls {
		calls[i].what, calls[i].n, calls[i].t, calls[i].cpu = s.byte()%8, s.size(), s.time(), s.rate()
	}
	return func(ctx *Context, _ any) (any, error) {
		for _, c := range calls {
			_ = []func() error{
				func() error { return ctx.Sleep(c.t) },
				func() error { return ctx.Compute(c.cpu) },
				func() error { return ctx.Read(c.n) },
				func() error { return ctx.Write(c.n) },
				func() error { return ctx.DownloadBytes(c.n) },
				func() error { return ctx.Upload(c.n) },
				func() error { return ctx.Allocate(c.n) },
				func() error { return ctx.Free(c.n) },
			}[c.what]()
		}
		return nil, nil
	}
}

func (s *supply) limits() Limits {
	l := Limits{
		TimeLimit: s.time(), RAM: s.size(), Disk: s.size(), Ingress: s.size(), Egress: s.size(), Concurrency: s.many(),
	}
	if s.flag() {
		l.Overhead, l.KeepAlive = s.overhead(), FixedKeepAlive(s.time())
	}
	return l
}

// declare declares a world; what is refused is left out.
func (s *supply) declare(sm *Simulation) {
	var places []Location
	for i := range 2 {
		r, err := sm.NewRepository(RepositoryConfig{pick(s, "a", "b"), s.rate(), s.time(), s.rate()})
		f, err2 := sm.NewFile(pick(s, "x", "y"), s.size())
		if err != nil || err2 != nil {
			continue
		}
		f.RAM = max(0, s.size())
		r.Store(f)
		places = append(places, Location{r, f})
		if i == 1 && s.flag() {
			places[0].Repository.Store(f)
		}
	}
	for range 1 + s.upTo(1) {
		p, err := sm.NewProvider(s.config())
		if err != nil || len(places) == 0 {
			continue
		}
		var ids []FunctionID
		for range 1 + s.upTo(2) {
			id, err := p.Register(s.function(pick(s, "f", "g"), pick(s, places...), pick(s, places...)), s.limits())
			if err == nil {
				ids = append(ids, id)
			}
		}
		if len(ids) == 0 {
			continue
		}
		src := &listSource{}
		for range s.upTo(10) {
			at := sim.Seconds(float64(s.upTo(3)))
			src.list = append(src.list, workload.Arrival{At: at, Function: int32(s.upTo(len(ids) - 1)), Duration: max(0, s.time())})
		}
		p.Drive(src, ids, nil)
	}
}

// finiteUse bills requests, if what there is to bill can be priced at all.
type finiteUse struct{}

func (finiteUse) Bill(u *Usage, b *Bill) error {
	for _, x := range []float64{u.GBSeconds(), u.MonthGBSeconds, u.CPU, u.Latency().Seconds(), u.Initialisation().Seconds()} {
		if !(x >= 0 && x <= math.MaxFloat64) {
			return fmt.Errorf("usage %+v of %+v", *u, u.Record)
		}
	}
	return b.Add("requests", 0.2e-6)
}

// FuzzConfig declares anything: it is refused by an error, or it runs.
func FuzzConfig(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("what is refused and what is not"))
	for seed := range uint64(20) {
		d := sim.NewStream(seed, "fuzz")
		data := make([]byte, 200)
		for i := range data {
			data[i] = byte(d.Uint64())
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := New(Config{})
		defer s.Close()
		(&supply{data}).declare(s)
		s.SetPoll(5000, func() bool { return false })
		require.NoError(t, s.Run())
		require.NoError(t, violation(s))
		_, err := json.Marshal(s.Summary()) // fails if a number is not finite
		require.NoError(t, err)
		for _, p := range s.Summary().Providers {
			for _, u := range p.Use {
				require.True(t, u.Mean >= 0 && u.Max >= 0 && u.Capacity >= 0, "%+v", u)
			}
			for _, b := range p.Bytes {
				require.GreaterOrEqual(t, b.Bytes, int64(0), b.Path)
			}
		}
	})
}

// TestTooMuch refuses what no sum could hold.
func TestTooMuch(t *testing.T) {
	const refusal = "must be a number of bytes from 0 to 8192TiB"
	hosts := func(g HostGroup) ProviderConfig { return ProviderConfig{Name: "p", Hosts: []HostGroup{g}} }
	disk := Disk{Capacity: 1<<53 + 1}
	for _, tt := range []struct {
		config ProviderConfig
		want   string
	}{
		{hosts(HostGroup{Count: 1 << 40}), "count: 1099511627776: must be from 0 to 1048576"},
		{ProviderConfig{Name: "p", Hosts: []HostGroup{{Count: 1 << 20}, {Count: 1}}}, "hosts: 1048577: must be at most 1048576 in all"},
		{hosts(HostGroup{Count: 1, Slots: 1 << 31}), "slots: 2147483648: must be from 0 to 2147483647"},
		{hosts(HostGroup{Count: 1, Cores: math.Inf(1)}), "cores: +Inf: must be a finite number, not negative"},
		{hosts(HostGroup{Count: 1, Speed: math.Inf(1)}), "speed: +Inf: must be a finite number, not negative"},
		{hosts(HostGroup{Count: 1, RAM: math.MaxInt64}), "ram: 9223372036854775807: " + refusal},
		{hosts(HostGroup{Count: 1, Disk: disk}), "capacity: 9007199254740993: " + refusal},
		{ProviderConfig{Name: "p", Hosts: []HostGroup{{Count: 1}}, Storage: disk}, "capacity: 9007199254740993: " + refusal},
		{ProviderConfig{Name: "p", Hosts: []HostGroup{{Count: 1}}, Order: 99}, "order of evictions: Order(99): is none"},
	} {
		_, err := New(Config{}).NewProvider(tt.config)
		require.ErrorContains(t, err, tt.want)
	}
	s := New(Config{})
	_, err := s.NewFile("i", math.MaxInt64)
	require.ErrorContains(t, err, refusal)
	p := must(s.NewProvider(hosts(HostGroup{Count: 1})))
	for _, l := range []Limits{{RAM: math.MaxInt64}, {Disk: math.MaxInt64}, {Ingress: 1 << 60}, {Egress: 1 << 60}} {
		_, err := p.Register(&Function{Name: "f", Image: Location{File: must(s.NewFile("i", 1<<53))}, FromTrace: true}, l)
		require.ErrorContains(t, err, "must be numbers of bytes from 0 to 8192TiB")
	}
}
