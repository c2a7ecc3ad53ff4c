import Foundation
import Testing

/// A terminal's screen with its colours and attributes as text, and the files that such screens are compared with.
///
/// A change of looks is written before the cell that it begins with, as `‹38;2;86;180;233 bold›`: the foreground, the background
/// and the attributes in the numbers of ECMA-48, however the terminal was told.
struct StyledScreen {
    private struct Look: Equatable {
        var foreground = ""
        var background = ""
        var attributes: Set<Int> = []

        /// Whether a blank looks the same in both: what it is written with cannot be seen, and depends on what was there before.
        func looksBlankLike(_ other: Look) -> Bool {
            let seen: Set = [4, 7]
            if !attributes.union(other.attributes).isDisjoint(with: seen) { return self == other }
            return background == other.background
        }

        var text: String {
            let names = [1: "bold", 2: "dim", 4: "underline", 7: "reverse"]
            let attributes = attributes.sorted().map { names[$0] ?? "\($0)" }
            return ([foreground, background].filter { !$0.isEmpty } + attributes).joined(separator: " ")
        }
    }

    let text: String

    /// - Parameter captured: as `tmux capture-pane -p -e` prints it.
    init(captured: String) {
        var look = Look()
        text = captured.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var shown = Look()
            var row = ""
            for (index, part) in line.split(separator: "\u{1b}[", omittingEmptySubsequences: false).enumerated() {
                var cells = part
                if index > 0 {
                    Self.change(&look, part.prefix { $0 != "m" })
                    cells = part.drop { $0 != "m" }.dropFirst()
                }
                for cell in cells {
                    if !(cell == " " ? look.looksBlankLike(shown) : look == shown) {
                        row += "‹\(look.text)›"
                        shown = look
                    }
                    row.append(cell)
                }
            }
            return row
        }.joined(separator: "\n")
    }

    /// Select graphic rendition.
    private static func change(_ look: inout Look, _ codes: Substring) {
        var numbers = codes.split(separator: ";").compactMap { Int($0) }[...]
        if numbers.isEmpty { look = Look() }
        while let code = numbers.popFirst() {
            switch code {
            case 0: look = Look()
            case 1...9: look.attributes.insert(code)
            case 22: look.attributes.subtract([1, 2])
            case 23...29: look.attributes.remove(code - 20)
            case 30...37, 90...97: look.foreground = "\(code)"
            case 40...47, 100...107: look.background = "\(code)"
            case 39: look.foreground = ""
            case 49: look.background = ""
            case 38, 48:
                let count = numbers.first == 2 ? 4 : 2
                let color = ([code] + numbers.prefix(count)).map(String.init).joined(separator: ";")
                numbers = numbers.dropFirst(count)
                if code == 38 { look.foreground = color } else { look.background = color }
            default: break
            }
        }
    }

    private static var isUpdating: Bool { ProcessInfo.processInfo.environment["WICK_UPDATE_GOLDEN"] == "1" }

    static func file(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name).txt")
    }

    /// Waits until the terminal shows what the file has. One that should change is written anew by
    /// `WICK_UPDATE_GOLDEN=1 swift test --disable-xctest --filter WickCommandTests`; look at the difference before it is committed.
    static func expect(_ terminal: Multiplexer, is name: String) throws {
        func shown() throws -> String {
            StyledScreen(captured: try terminal.tmux("capture-pane", "-p", "-e").output).text
        }
        if isUpdating {
            var last = ""
            // Painted once it stays the same.
            try terminal.wait(for: "a screen that stands still") {
                let now = try shown()
                defer { last = now }
                return now == last
            }
            try Data(last.utf8).write(to: file(name))
        }
        let known = try String(contentsOf: file(name), encoding: .utf8)
        try terminal.wait(for: "the screen of \(name)") { try shown() == known }
        let pairs = zip(try shown().split(separator: "\n"), known.split(separator: "\n"))
        if let (line, wanted) = pairs.first(where: { $0 != $1 }) { Issue.record("\(line)\nwanted:\n\(wanted)") }
    }
}
