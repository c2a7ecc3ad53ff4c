/// The one table of all actions: footer, help, palette and keys read from it.
public struct Keymap: Sendable {
    public enum Group: String, CaseIterable, Sendable {
        case program = "Program"
        case panes = "Panes"
        case chart = "Chart"
        case model = "Model"
        case replay = "Replay"
    }

    public struct Entry: Sendable {
        public let action: Action
        public let group: Group
        public internal(set) var keys: [Key]
        public let title: String
        /// One line that says what it does.
        public let help: String
        /// In the footer; nil for none.
        public let footer: String?
    }

    public private(set) var entries: [Entry]
    /// One line for each binding that is not used, and why.
    public private(set) var warnings: [String] = []
    private var actions: [Key: Action] = [:]

    /// - Parameter bindings: names of actions with the names of their keys, in place of the keys that they have otherwise.
    public init(bindings: [String: [String]] = [:]) {
        entries = Self.table
        apply(bindings)
        for entry in entries { for key in entry.keys { actions[key] = entry.action } }
    }

    public func action(for key: Key) -> Action? { actions[key] }

    public subscript(action: Action) -> Entry {
        guard let entry = entries.first(where: { $0.action == action }) else {
            preconditionFailure("an action without an entry: \(action)")
        }
        return entry
    }

    /// The entries whose title, help, keys or name hold all words of the query, in the table's order.
    public func search(_ query: String) -> [Entry] {
        let words = query.lowercased().split(separator: " ")
        return entries.filter { entry in
            let keys = entry.keys.map(\.label).joined(separator: " ")
            let text = "\(entry.title) \(entry.help) \(keys) \(entry.action.rawValue)".lowercased()
            return words.allSatisfy { text.contains($0) }
        }
    }

    private mutating func apply(_ bindings: [String: [String]]) {
        var taken: [Key: Action] = [:]
        for name in bindings.keys.sorted() {
            guard let index = entries.firstIndex(where: { $0.action.rawValue == name }) else {
                warnings.append("keys.\(shown(name)): there is no such action; wick's help lists them")
                continue
            }
            entries[index].keys = (bindings[name] ?? []).compactMap { take($0, for: entries[index].action, &taken) }
        }
        // A key that was given away does not do two things.
        for index in entries.indices where bindings[entries[index].action.rawValue] == nil {
            let lost = entries[index].keys.filter { taken[$0] != nil }
            guard !lost.isEmpty else { continue }
            entries[index].keys.removeAll { taken[$0] != nil }
            if entries[index].keys.isEmpty {
                let action = entries[index].action
                warnings.append("keys: \(action.rawValue) has lost its last key; the palette still has it")
            }
        }
    }

    private mutating func take(_ name: String, for action: Action, _ taken: inout [Key: Action]) -> Key? {
        guard let key = Key(name: name) else {
            warnings.append("keys.\(action.rawValue): '\(shown(name))' is no key; such are q, R, space, f2, ctrl-r")
            return nil
        }
        if let other = taken[key] {
            warnings.append("keys.\(action.rawValue): \(key.label) is bound to \(other.rawValue) already")
            return nil
        }
        taken[key] = action
        return key
    }

    private func shown(_ text: String) -> String {
        String(text.prefix(40).map { $0.isASCII && $0 >= " " && $0 != "\u{7f}" ? $0 : "?" })
    }
}
