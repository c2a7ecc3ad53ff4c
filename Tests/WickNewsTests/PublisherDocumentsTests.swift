import Foundation
import Testing
import WickDomain
import WickNews

/// The documents of a feed library's own test suite, where this checkout has them beside it: some thousand small feeds with what is expected of
/// them in a comment.
@Suite struct PublisherDocumentsTests {
    private static let archive: URL = {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared/data/feeds/feedparser.tests.tar.gz")
    }()

    private static let isPresent = FileManager.default.fileExists(atPath: archive.path)

    /// Paths and contents, unpacked into a folder that goes again.
    private static func documents() throws -> [(path: String, body: [UInt8])] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wick-feeds-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let tar = Process()
        tar.executableURL = URL(filePath: "/usr/bin/env")
        tar.arguments = ["tar", "-xzf", archive.path, "-C", folder.path]
        try tar.run()
        tar.waitUntilExit()
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        return try paths.filter { $0.hasSuffix(".xml") || $0.hasSuffix(".json") }
            .map { ($0, Array(try Data(contentsOf: folder.appending(path: $0)))) }
    }

    @Test(.enabled(if: isPresent, "no feed documents beside this checkout"))
    func everyDocumentIsSurvived() throws {
        let documents = try Self.documents()
        #expect(documents.count > 2000)
        for (path, body) in documents {
            // Bodies that are no feeds say so; nothing else may come out.
            guard let feed = try? FeedParser().parse(body, address: "http://127.0.0.1:8097/\(path)") else { continue }
            for entry in feed.entries {
                #expect(entry.title.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }, "\(path)")
                #expect(entry.title.count <= Headline.maximumTitleLength)
            }
        }
    }

    @Test(.enabled(if: isPresent, "no feed documents beside this checkout"))
    func titlesAndLinksOfWellFormedDocumentsAreAsExpected() throws {
        var right = 0
        var wrong: [String] = []
        for (path, body) in try Self.documents() where path.contains("/wellformed/") && !path.contains("/cdf/") {
            let text = String(decoding: body.prefix(4096), as: UTF8.self)
            guard let expectation = Expectation(text) else { continue }
            let address = expectation.address ?? "http://127.0.0.1:8097/\(path)"
            let entry = (try? FeedParser().parse(body, address: address))?.entries.first
            if expectation.holds(for: entry) {
                right += 1
            } else {
                wrong.append(
                    "\(path): \(expectation.key) '\(expectation.value)' is '\(entry?.title ?? "-")' \(entry?.url ?? "-")"
                )
            }
        }
        let share = Double(right) / Double(right + wrong.count)
        #expect(right + wrong.count > 150)
        #expect(share >= 0.95, "\(right) right, wrong: \(wrong.joined(separator: "\n"))")
        if ProcessInfo.processInfo.environment["WICK_SHOW"] != nil { print(right, wrong.joined(separator: "\n")) }
    }
}

/// One `Expect:` line about the first entry's title or link.
private struct Expectation {
    let key: String
    let value: String
    let address: String?

    /// Nil for a document that expects something else.
    init?(_ text: String) {
        guard
            let line = text.split(separator: "\n").first(where: {
                $0.trimmingPrefix(while: { $0 == " " }).hasPrefix("Expect:")
            })
        else { return nil }
        let pattern =
            #/entries\[0\]\['(?<key>title|link|title_detail|links)'\](\['value'\]|\[0\]\['href'\])?(?: == entries\[\d\]\[[^=]*)* == u?(?<quote>['"])(?<value>.*)/#
        guard let match = line.firstMatch(of: pattern) else { return nil }
        key = String(match.key)
        let detail = line[match.range].contains("['value']") || line[match.range].contains("['href']")
        guard key == "title" || key == "link" || detail else { return nil }
        var raw = match.value
        while raw.last == "\r" || raw.last == " " { raw.removeLast() }
        guard raw.last.map(String.init) == String(match.quote) else { return nil }
        value = Self.unescaped(raw.dropLast())
        let base = text.firstMatch(of: #/Content-Location:\s*(\S+)/#)
        address = base.map { String($0.1) }
    }

    /// Python's escapes, and two pieces with a plus between them.
    private static func unescaped(_ text: Substring) -> String {
        String(text).replacing("' + '", with: "").replacing("\\n", with: "\n").replacing("\\t", with: "\t")
            .replacing("\\'", with: "'").replacing(#/\\[ux]([0-9a-f]{2,4})/#) { match in
                UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? ""
            }
    }

    /// The library keeps markup; what is shown here is its text. A value of the type text is text already.
    func holds(for entry: FeedEntry?) -> Bool {
        guard key.hasPrefix("title") else { return entry?.url == value }
        // An entry with nothing but a picture for its title has nothing to show, and is left out.
        let title = entry?.title ?? ""
        return title == PlainText.line(html: value) || title == PlainText.line(value)
    }
}
