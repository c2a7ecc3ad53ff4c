/// All themes that there are, by name. What is wrong in a theme's file costs that slot only, and is one warning.
public struct ThemeBook: Sendable {
    /// `inherits` is followed so far.
    private static let maximumDepth = 8

    public private(set) var themes: [Theme] = []
    /// One line for each thing that is wrong: "FILE:LINE: SLOT: …".
    public private(set) var warnings: [String] = []
    private let files: [ThemeFile]

    /// - Parameters:
    ///   - files: a later file of the same name replaces an earlier one, so that a user's own comes last.
    ///   - problems: why other files could not be read; they begin the warnings.
    public init(files: [ThemeFile] = [], problems: [String] = []) {
        warnings = problems
        var kept: [ThemeFile] = []
        for file in files {
            if let index = kept.firstIndex(where: { $0.name == file.name }) {
                kept[index] = file
            } else {
                kept.append(file)
            }
        }
        self.files = kept
        if !kept.contains(where: { $0.name == Theme.dark.name }) { themes.append(.dark) }
        for file in kept { themes.append(theme(of: file, depth: 0, isReported: true)) }
    }

    public func theme(named name: String) -> Theme? { themes.first { $0.name == name } }

    private mutating func theme(of file: ThemeFile, depth: Int, isReported: Bool) -> Theme {
        var theme = Theme(name: file.name, from: parent(of: file, depth: depth, isReported: isReported))
        for entry in file.entries where entry.key != "inherits" {
            guard let slot = ThemeSlot(rawValue: entry.key) else {
                let nearest = "the slots are " + ThemeSlot.allCases.map(\.rawValue).joined(separator: ", ")
                if isReported { warn(file, entry, "there is no such slot; \(nearest)") }
                continue
            }
            if entry.value.isEmpty {
                theme[slot] = nil
            } else if let color = RGB(hex: entry.value) {
                theme[slot] = color
            } else if isReported {
                warn(file, entry, "'\(shown(entry.value))' is not a colour like #5fafff, nor empty")
            }
        }
        return theme
    }

    private mutating func parent(of file: ThemeFile, depth: Int, isReported: Bool) -> Theme {
        guard let entry = file.entries.first(where: { $0.key == "inherits" }), entry.value != file.name else {
            return .dark
        }
        if let other = files.first(where: { $0.name == entry.value }), depth < Self.maximumDepth {
            return theme(of: other, depth: depth + 1, isReported: false)
        }
        if entry.value != Theme.dark.name, isReported {
            let reason =
                depth < Self.maximumDepth ? "there is no theme '\(shown(entry.value))'" : "themes inherit in a circle"
            warn(file, entry, reason)
        }
        return .dark
    }

    private mutating func warn(_ file: ThemeFile, _ entry: ThemeFile.Entry, _ reason: String) {
        warnings.append("\(file.path):\(entry.line): \(shown(entry.key)): \(reason)")
    }

    private func shown(_ text: String) -> String {
        String(text.prefix(40).map { $0.isASCII && $0 >= " " && $0 != "\u{7f}" ? $0 : "?" })
    }
}
