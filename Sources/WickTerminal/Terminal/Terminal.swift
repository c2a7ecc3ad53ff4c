import CNcurses

/// The terminal of this process: the only code that calls ncurses. Owned by the screen's thread.
///
/// Draws only the cells that have changed, and ncurses sends only what those changes need.
final class Terminal {
    private let facts: wick_screen_facts
    /// How many colours it shows, or is asked to show.
    let depth: ColorDepth
    private(set) var size: Size
    private var palette: Palette
    private var drawn: Grid?
    /// ncurses' pairs by the look that they are for.
    private var pairs: [Palette.Look: Int32] = [:]

    /// Takes the terminal over; nil where its type is not known.
    ///
    /// - Parameters:
    ///   - environment: `TERM`, `COLORTERM` and `NO_COLOR` decide about the colours.
    init?(environment: [String: String], theme: Theme) {
        let hasColors = environment["NO_COLOR"].map(\.isEmpty) ?? true
        var facts = wick_screen_facts()
        let type = Self.type(environment, hasColors: hasColors)
        guard wick_screen_start(type, hasColors, &facts) else { return nil }
        self.facts = facts
        depth = hasColors ? ColorDepth(colors: Int(facts.colors), isDirect: facts.direct) : .monochrome
        palette = Palette(theme: theme, depth: depth)
        size = Self.currentSize()
    }

    /// The variant with direct colours, where the terminal says that it has them and the system knows how.
    private static func type(_ environment: [String: String], hasColors: Bool) -> String? {
        guard let type = environment["TERM"], !type.isEmpty else { return nil }
        guard hasColors, ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") else { return type }
        let family = type.hasSuffix("-256color") ? String(type.dropLast(9)) : type
        let direct = "\(family)-direct"
        return wick_terminal_exists(direct) ? direct : type
    }

    private static func currentSize() -> Size {
        var (width, height): (Int32, Int32) = (0, 0)
        wick_screen_size(&width, &height)
        return Size(width: max(1, Int(width)), height: max(1, Int(height)))
    }

    /// Gives the terminal back.
    func stop() { wick_screen_stop() }

    func setMouse(_ isOn: Bool) { wick_mouse(isOn) }

    func setTheme(_ theme: Theme) {
        palette = Palette(theme: theme, depth: depth)
        pairs = [:]
        drawn = nil
    }

    /// Asks for the size anew, and begins with an empty screen.
    func resize() {
        size = Self.currentSize()
        wick_screen_resize(Int32(size.width), Int32(size.height))
        wick_screen_clear()
        drawn = nil
    }

    /// Shows a grid of the terminal's size.
    func show(_ grid: Grid) {
        grid.changes(from: drawn) { x, y, cell in put(cell, x: x, y: y) }
        wick_flush()
        drawn = grid
    }

    private func put(_ cell: Cell, x: Int, y: Int) {
        let look = palette.look(of: cell.style)
        let attributes = UInt32(look.attributes.rawValue)
        let pair = pair(for: look)
        guard !facts.unicode else {
            wick_put(Int32(y), Int32(x), cell.base, cell.firstMark, cell.secondMark, attributes, pair)
            return
        }
        wick_put(Int32(y), Int32(x), GlyphFallback.ascii(cell.base), 0, 0, attributes, pair)
        if cell.width == 2 { wick_put(Int32(y), Int32(x + 1), 0x20, 0, 0, attributes, pair) }
    }

    private func pair(for look: Palette.Look) -> Int32 {
        if let known = pairs[look] { return known }
        let pair = wick_pair(Self.number(look.foreground), Self.number(look.background))
        pairs[look] = pair
        return pair
    }

    private static func number(_ color: TerminalColor) -> Int32 {
        switch color {
        case .standard: -1
        case .index(let index): Int32(index)
        // Direct terminals take the first eight numbers as the old colours.
        case .rgb(let color): color.value < 8 ? 0 : Int32(color.value)
        }
    }

    /// The next thing that was typed or clicked; nil where there is none.
    func read() -> Reading? {
        let input = wick_read()
        switch input.kind {
        case wick_input_character: return Self.key(ofCharacter: input.code).map { .input(.key($0)) } ?? .nothing
        case wick_input_key: return Self.key(ofCode: input.code)
        case wick_input_mouse: return Self.mouse(input)
        default: return nil
        }
    }

    enum Reading: Equatable {
        case input(Input)
        /// Something that means nothing here. Among it ncurses' own word of a new size, which it also gives when it was told of one:
        /// sizes are known by their signal.
        case nothing
    }
}

extension Terminal {
    private static func key(ofCharacter code: UInt32) -> Key? {
        switch code {
        case 9: return .tab
        case 10, 13: return .enter
        case 27: return .escape
        case 8, 127: return .backspace
        case 1...26: return Unicode.Scalar(code + 96).map { .control(Character($0)) }
        default:
            guard let scalar = Unicode.Scalar(code), CharacterWidth.kind(of: scalar) != .unsafe else { return nil }
            return .character(Character(scalar))
        }
    }

    private static let keys: [UInt32: Key] = [
        wick_key_up.rawValue: .up, wick_key_down.rawValue: .down, wick_key_left.rawValue: .left,
        wick_key_right.rawValue: .right, wick_key_home.rawValue: .home, wick_key_end.rawValue: .end,
        wick_key_page_up.rawValue: .pageUp, wick_key_page_down.rawValue: .pageDown, wick_key_enter.rawValue: .enter,
        wick_key_backspace.rawValue: .backspace, wick_key_delete.rawValue: .delete,
        wick_key_back_tab.rawValue: .backTab,
    ]

    private static func key(ofCode code: UInt32) -> Reading {
        if let key = keys[code] { return .input(.key(key)) }
        let function = Int(code) - Int(wick_key_f0.rawValue)
        return (1...24).contains(function) ? .input(.key(.function(function))) : .nothing
    }

    private static func mouse(_ input: wick_input) -> Reading {
        let button: Input.Button
        switch input.button {
        case 1: button = .left
        case 4: button = .wheelUp
        case 5: button = .wheelDown
        default: return .nothing
        }
        return .input(.mouse(button, x: Int(input.x), y: Int(input.y)))
    }
}
