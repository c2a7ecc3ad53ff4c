/// A key as a person names it.
public enum Key: Hashable, Sendable {
    case character(Character)
    case control(Character)
    case function(Int)
    case up, down, left, right, home, end, pageUp, pageDown
    case enter, escape, tab, backTab, backspace, delete

    private static let names: [(key: Key, name: String, label: String)] = [
        (.up, "up", "↑"), (.down, "down", "↓"), (.left, "left", "←"), (.right, "right", "→"), (.home, "home", "Home"),
        (.end, "end", "End"), (.pageUp, "page-up", "PgUp"), (.pageDown, "page-down", "PgDn"),
        (.enter, "enter", "Enter"), (.escape, "escape", "Esc"), (.tab, "tab", "Tab"),
        (.backTab, "shift-tab", "Shift-Tab"), (.backspace, "backspace", "Backspace"), (.delete, "delete", "Delete"),
        (.character(" "), "space", "Space"),
    ]

    /// Reads a key's name in a configuration: "q", "R", "space", "f2", "ctrl-r", "shift-tab".
    public init?(name: String) {
        if let known = Self.names.first(where: { $0.name == name }) {
            self = known.key
        } else if name.count == 1, let character = name.first, character.isASCII, character > " " {
            self = .character(character)
        } else if name.hasPrefix("ctrl-"), name.count == 6, let letter = name.last, letter.isASCII, letter.isLetter {
            self = .control(Character(letter.lowercased()))
        } else if name.hasPrefix("f"), let number = Int(name.dropFirst()), (1...24).contains(number) {
            self = .function(number)
        } else {
            return nil
        }
    }

    /// As a configuration has it; the other way round from `init(name:)`.
    public var name: String {
        if let known = Self.names.first(where: { $0.key == self }) { return known.name }
        return switch self {
        case .character(let character): String(character)
        case .control(let letter): "ctrl-\(letter)"
        case .function(let number): "f\(number)"
        default: ""
        }
    }

    /// As the footer and the help print it.
    public var label: String {
        if let known = Self.names.first(where: { $0.key == self }) { return known.label }
        return switch self {
        case .character(let character): String(character)
        case .control(let letter): "Ctrl-\(letter.uppercased())"
        case .function(let number): "F\(number)"
        default: ""
        }
    }
}

/// What a person did.
public enum Input: Equatable, Sendable {
    public enum Button: Sendable {
        case left
        case wheelUp
        case wheelDown
    }

    case key(Key)
    case mouse(Button, x: Int, y: Int)
}
