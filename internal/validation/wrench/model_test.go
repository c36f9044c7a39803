package wrench

// This file is a second implementation of WRENCH's rules, slow and short: a
// service that handles one message at a time. It tells what is a difference on
// purpose from what is a mistake, and it judges scenarios that WRENCH has not run.

import (
	"math"
	"slices"
	"strings"
)

// rules say in what the model follows coldmoon instead of WRENCH.
type rules uint

const (
	// Room is made only for what can be done. In WRENCH a container takes disk first,
	// and the images that were evicted for that stay evicted if there is no RAM; and a
	// load takes RAM first, also if its image is no longer on disk.
	together rules = 1 << iota
	// An idle container is evicted only if it does not suffice to evict all images
	// that nobody uses, and as few are as that takes. WRENCH evicts idle containers as
	// if there were no such images, or, if there are too few, none.
	imagesFirst
	// What a function transfers when it reaches its time limit stops. In WRENCH it
	// goes on as long as the container lives.
	killedStops
	// An image that can't be copied or loaded for lack of room is not on its way. In
	// WRENCH it is until the service has been told that it is not, so that a round in
	// between does not try again.
	failsAtOnce
	// A round is held only if something has happened. In WRENCH there is one more
	// when the idle timeout of a container is over that was used in between.
	noIdleRounds
	// An image of which nothing has to be in RAM is not loaded. WRENCH loads 0 bytes,
	// which takes no time but a turn of the service: it may be busy, or the load may be
	// asked for again after the image has been evicted from RAM.
	noEmptyLoads

	coldmoonRules rules = 1<<iota - 1
)

var ruleNames = []string{
	"room is made only for what can be done",
	"images that nobody uses go before idle containers",
	"what a function transfers stops when it is killed",
	"an image for which there is no room is not on its way",
	"no round is held if nothing has happened",
	"an image of which nothing has to be in RAM is not loaded",
}

// String names the rules.
func (r rules) String() string {
	var names []string
	for k, name := range ruleNames {
		if r>>k&1 != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, "; ")
}

func (m *model) follows(r rules) bool { return m.rules&r != 0 }

// A model is a run.
type model struct {
	sc    *wrenchScenario
	rules rules
	now   float64
	seq   int

	timers   []*timer
	flows    []*flow
	capacity map[string]float64
	mail     []func() bool // what the service has been told; false: no round follows
	actors   []func()      // that have been started and not run
	busy     bool

	head     map[string]string // images at the head: "coming" or "here"
	admitted map[string][]*minv
	waiting  []*minv
	nodes    []*mnode
	invs     []*minv
	clients  map[int][]*minv
	moves    []move
	gaveUp   string // why the run can't be compared
}

// A timer fires at a time; of those at one time the lowest class goes first.
type timer struct {
	at    float64
	class int
	seq   int
	fire  func()
}

func (m *model) after(d float64, class int, fire func()) *timer {
	m.seq++
	t := &timer{m.now + d, class, m.seq, fire}
	m.timers = append(m.timers, t)
	return t
}

func (m *model) tell(message func() bool) { m.mail = append(m.mail, message) }

// A minv is an invocation.
type minv struct {
	wrenchInvocation
	fn        *mfunc
	ops       []wrenchOp
	at        float64
	container *mcontainer
	over      bool
	flow      *flow
	written   map[string]float64
}

type mfunc struct {
	name, image            string
	size, ram              float64 // of the image
	limit, disk, ramOfFunc float64
	body                   []wrenchOp
}

// runModel runs a scenario by the rules.
func runModel(sc *wrenchScenario, r rules) (*outcome, string) {
	m := &model{sc: sc, rules: r, head: map[string]string{}, admitted: map[string][]*minv{}, clients: map[int][]*minv{}}
	m.build()
	for m.gaveUp == "" && m.step() {
	}
	o := &outcome{moves: m.moves}
	for _, i := range m.invs {
		o.invocations = append(o.invocations, i.wrenchInvocation)
	}
	return o, m.gaveUp
}

func (m *model) build() {
	p := &m.sc.Platform
	m.capacity = map[string]float64{"repo.read": p.Repo.Disk.Read, "wan": m.sc.wan()}
	own, shared := m.sc.lan()
	if shared > 0 {
		m.capacity["lan"] = shared
	}
	m.disk("head", &p.Head.Disk)
	for k := range p.Compute.Count {
		n := &mnode{
			name: nodeName(k), cores: p.Compute.Cores, disk: newStore(p.Compute.Disk.Capacity), ram: newStore(p.Compute.RAM),
			copying: map[string]bool{}, loading: map[string]bool{},
		}
		m.nodes = append(m.nodes, n)
		m.disk(n.name, &p.Compute.Disk)
		if own > 0 {
			m.capacity[n.name+".lan"] = own
		}
	}
	functions := map[string]*mfunc{}
	for _, f := range m.sc.Functions {
		x := &mfunc{name: f.Name, image: f.Image, limit: f.TimeLimit, disk: f.DiskLimit, ramOfFunc: f.RAMLimit, body: f.Body}
		for _, im := range m.sc.Images {
			if im.Name == f.Image {
				x.size, x.ram = im.Disk, im.RAM
				if im.Missing {
					m.head[im.Name] = "missing"
				}
			}
		}
		functions[f.Name] = x
	}
	for k, inv := range m.sc.Invocations {
		i := &minv{fn: functions[inv.Function], at: inv.At, ops: inv.Body}
		if i.ops == nil {
			i.ops = i.fn.body
		}
		i.wrenchInvocation = wrenchInvocation{
			ID: k, Function: inv.Function, Status: "never_requested", Requested: -1, Answered: -1, Submit: -1, Dispatch: -1, Start: -1, End: -1, Notified: -1,
		}
		m.invs = append(m.invs, i)
		m.clients[inv.Client] = append(m.clients[inv.Client], i)
	}
	for c := range m.sc.mostClient() + 1 {
		m.nextRequest(c)
	}
}

func (m *model) disk(name string, d *wrenchDisk) {
	m.capacity[name+".read"], m.capacity[name+".write"] = d.Read, d.Write
	m.capacity[name+".total"] = math.Max(d.Read, d.Write)
}

// step lets the next thing happen; false: nothing is left.
func (m *model) step() bool {
	switch {
	case len(m.actors) > 0:
		actor := m.actors[0]
		m.actors = m.actors[1:]
		actor()
	case !m.busy && len(m.mail) > 0:
		message := m.mail[0]
		m.mail = m.mail[1:]
		m.dropStale()
		if message() {
			m.round()
		}
	default:
		return m.advance()
	}
	return true
}

// advance moves the clock to the next timer or end of a flow.
func (m *model) advance() bool {
	f, end := m.nextFlow()
	var t *timer
	for _, x := range m.timers {
		if t == nil || x.at < t.at || x.at == t.at && (x.class < t.class || x.class == t.class && x.seq < t.seq) {
			t = x
		}
	}
	switch {
	case t == nil && f == nil:
		return false
	case t == nil || f != nil && (end < t.at || end == t.at && t.class >= 0):
		m.flow(end)
		m.endFlows(f)
	default:
		m.flow(t.at)
		m.timers = slices.DeleteFunc(m.timers, func(x *timer) bool { return x == t })
		t.fire()
	}
	return true
}
