package luabind

// This file lays out what is shown of objects: cards, and tables of several.

import (
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A card is what is shown of one object.
type card struct {
	title string
	rows  []cardRow
	grids []grid
}

type cardRow struct{ label, text string }

// row adds a row; an empty text is left out.
func (c *card) row(label, text string) {
	if text != "" {
		c.rows = append(c.rows, cardRow{label, text})
	}
}

// A grid is a table of text. The columns come in the order of their importance: the
// last ones are left out if there is no room.
type grid struct {
	columns []string // a name that begins with ">" is of a column of numbers
	rows    [][]string
	left    int // rows that are not shown
}

// Of text columns, no more than so much is cut off.
const leastColumn = 8

// render returns the card in lines of at most width columns.
func (c *card) render(width int) string {
	lines := wrap(c.title, width, 0, 2)
	label := 0
	for _, r := range c.rows {
		label = max(label, columns(r.label))
	}
	for _, r := range c.rows {
		name := r.label
		text := wrap(r.text, width-label-4, 0, 0)
		for k := range text {
			text[k] = "  " + pad(name, label, false) + "  " + text[k]
			name = ""
		}
		lines = append(lines, text...)
	}
	for i := range c.grids {
		if g := &c.grids[i]; len(g.rows) > 0 {
			lines = append(lines, g.render(width, 2)...)
		}
	}
	return strings.Join(lines, "\n")
}

// wrap breaks text between words into lines of at most width columns. The first one
// is indented by first, the others by rest. A word that is too long is cut.
func wrap(text string, width, first, rest int) []string {
	var lines []string
	line, empty := strings.Repeat(" ", first), true
	for _, word := range strings.Fields(shown(text)) {
		switch {
		case !empty && columns(line)+1+columns(word) <= width:
			line += " " + word
			continue
		case !empty:
			lines = append(lines, line)
			line = strings.Repeat(" ", rest)
		}
		line, empty = line+cut(word, max(width-columns(line), leastColumn)), false
	}
	return append(lines, line)
}

// trimmed returns the table without the columns, but for the first one, in which
// nothing is.
func (g *grid) trimmed() *grid {
	t := &grid{rows: make([][]string, len(g.rows)), left: g.left}
	for k, name := range g.columns {
		if k > 0 && !slices.ContainsFunc(g.rows, func(cells []string) bool { return cells[k] != "-" }) {
			continue
		}
		t.columns = append(t.columns, name)
		for i, cells := range g.rows {
			t.rows[i] = append(t.rows[i], cells[k])
		}
	}
	return t
}

// render returns the lines of the table.
func (g *grid) render(width, indent int) []string {
	g = g.trimmed()
	n, widths := g.fit(width - indent)
	in := strings.Repeat(" ", indent)
	line := func(cells []string) string {
		var b strings.Builder
		b.WriteString(in)
		for k := range n {
			if k > 0 {
				b.WriteString("  ")
			}
			b.WriteString(pad(cut(cells[k], widths[k]), widths[k], g.columns[k][0] == '>'))
		}
		return strings.TrimRight(b.String(), " ")
	}
	names := make([]string, n)
	for k := range names {
		names[k] = strings.TrimPrefix(g.columns[k], ">")
	}
	lines := []string{line(names)}
	if n < len(g.columns) && columns(lines[0])+2 <= width {
		lines[0] += " …"
	}
	for _, cells := range g.rows {
		lines = append(lines, line(cells))
	}
	if g.left > 0 {
		lines = append(lines, in+more(g.left))
	}
	return lines
}

// fit returns how many columns there is room for, and their widths. What is too wide
// is cut where it is text, then left out.
func (g *grid) fit(room int) (n int, widths []int) {
	for _, name := range g.columns {
		widths = append(widths, columns(strings.TrimPrefix(name, ">")))
	}
	for _, cells := range g.rows {
		for k, cell := range cells {
			widths[k] = max(widths[k], columns(cell))
		}
	}
	for n = len(widths); ; n-- {
		over := 2*(n-1) - room
		for _, w := range widths[:n] {
			over += w
		}
		if over <= 0 {
			return n, widths
		}
		if fits := g.shrink(widths[:n], over); fits != nil {
			return n, fits
		}
		if n == 1 {
			return 1, []int{room}
		}
	}
}

// shrink takes so many columns from the widest texts, nil if that is not possible.
func (g *grid) shrink(widths []int, over int) []int {
	widths = slices.Clone(widths)
	for ; over > 0; over-- {
		widest := -1
		for k, w := range widths {
			if g.columns[k][0] != '>' && w > leastColumn && (widest < 0 || w > widths[widest]) {
				widest = k
			}
		}
		if widest < 0 {
			return nil
		}
		widths[widest]--
	}
	return widths
}

// A display says how the objects of a class are shown.
type display struct {
	card    func(ud *lua.LUserData, p *printer) card
	columns []string // of a list of such objects; nil: it is printed as a table of Lua
	cells   func(ud *lua.LUserData) []string
	brief   func(ud *lua.LUserData) string // nested; nil: as tostring says
}

// shows makes cards of the objects of a class.
func shows[T any](c *class[T], make func(v T, p *printer) card) *display {
	d := c.rt.display(c.meta)
	d.card = func(ud *lua.LUserData, p *printer) card {
		v, _ := c.from(ud)
		return make(v, p)
	}
	return d
}

// lists makes tables of lists of the objects of a class.
func lists[T any](c *class[T], columns []string, cells func(v T) []string) {
	d := c.rt.display(c.meta)
	d.columns = columns
	d.cells = func(ud *lua.LUserData) []string {
		v, _ := c.from(ud)
		return cells(v)
	}
}

// briefs says what is shown of an object of a class within a table.
func briefs[T any](c *class[T], brief func(v T) string) {
	c.rt.display(c.meta).brief = func(ud *lua.LUserData) string {
		v, _ := c.from(ud)
		return brief(v)
	}
}

// display returns the display of the class with a metatable.
func (rt *Runtime) display(meta *lua.LTable) *display {
	d := rt.displays[meta]
	if d == nil {
		d = &display{}
		rt.displays[meta] = d
	}
	return d
}

// displayOf returns how ud is shown, nil if that is not said.
func (rt *Runtime) displayOf(ud *lua.LUserData) *display {
	mt, _ := ud.Metatable.(*lua.LTable)
	return rt.displays[mt]
}

// grid makes a table of a list of objects of one class that is shown so.
func (p *printer) grid(t *lua.LTable) (g grid, ok bool) {
	first, ok := t.RawGetInt(1).(*lua.LUserData)
	if !ok {
		return grid{}, false
	}
	d := p.rt.displayOf(first)
	if d == nil || d.columns == nil {
		return grid{}, false
	}
	g.columns = d.columns
	n := t.Len()
	for i := 1; i <= n; i++ {
		ud, ok := t.RawGetInt(i).(*lua.LUserData)
		if !ok || p.rt.displayOf(ud) != d {
			return grid{}, false
		}
		if i <= p.items {
			g.rows = append(g.rows, d.cells(ud))
		}
	}
	if k, _ := t.Next(lua.LNumber(n)); k != lua.LNil {
		return grid{}, false // it has named fields, too
	}
	g.left = n - len(g.rows)
	return g, true
}
