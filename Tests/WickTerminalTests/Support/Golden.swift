import Foundation
import Testing

/// Pictures as text in files beside the tests. A picture that should change is written anew by
/// `WICK_UPDATE_GOLDEN=1 swift test --disable-xctest --filter WickTerminalTests`; look at the difference before it is committed.
enum Golden {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")

    static func expect(_ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = folder.appending(path: "\(name).txt")
        if ProcessInfo.processInfo.environment["WICK_UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let known = try String(contentsOf: file, encoding: .utf8)
        let (lines, wanted) = (text.split(separator: "\n"), known.split(separator: "\n"))
        let first = zip(lines, wanted).enumerated().first { $0.element.0 != $0.element.1 }
        let difference = first.map { "line \($0.offset + 1):\n\($0.element.0)\nwanted:\n\($0.element.1)" }
        #expect(text == known, "\(name): \(difference ?? "of another length")", sourceLocation: sourceLocation)
    }
}
