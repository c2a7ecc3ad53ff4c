import Testing

#if canImport(Glibc)
    import Glibc
#endif

@testable import WickFrames

@Suite struct DumpFileTests {
    private let folder: DumpFolder

    init() throws { folder = try DumpFolder() }

    private func lines(of path: String) throws -> [String] {
        var file = try TextTableFile(path: path)
        var lines: [String] = []
        while let line = try file.nextLine() {
            lines.append("\(file.lineNumber):" + String(decoding: line, as: UTF8.self))
        }
        return lines
    }

    @Test func plainAndPackedFilesGiveTheSameLines() throws {
        // More than one buffer full, and lines that straddle its end.
        let text = (0..<40_000).map { "\($0),some,thing\n" }.joined()
        let expected = (0..<40_000).map { "\($0 + 1):\($0),some,thing" }
        #expect(try lines(of: folder.write(text, as: "a.csv")) == expected)
        #expect(try lines(of: folder.pack(text, as: "a.csv.gz")) == expected)
        #expect(try lines(of: folder.pack(text, as: "a.csv.zst")) == expected)
        #expect(try lines(of: folder.zip([("a.csv", text)], as: "a.zip")) == expected)
    }

    @Test func lineEndsAndByteOrderMarksAreNotPartOfALine() throws {
        #expect(try lines(of: folder.write("\u{feff}a\r\nb\n\nc", as: "a.csv")) == ["1:a", "2:b", "3:", "4:c"])
        #expect(try lines(of: folder.write("\u{feff}a", as: "b.csv")) == ["1:a"])
    }

    @Test func tablesOfAZipAreReadInStoredOrderEachWithItsOwnLineNumbers() throws {
        let path = try folder.zip(
            [("2024/", ""), ("b.csv", "b1\nb2"), ("notes.md", "x"), ("__MACOSX/b.csv", "\0"), ("a.TXT", "a1\n")],
            as: "two.zip")
        #expect(try lines(of: path) == ["1:b1", "2:b2", "1:a1"])
        var file = try TextTableFile(path: path)
        while try file.nextLine() != nil {}
        #expect(file.tables == 2)
        #expect(file.skipped == ["notes.md", "__MACOSX/b.csv"])
        #expect(file.name == "\(path)/a.TXT")
    }

    @Test func aLineMayBe64KiBLongAndNotMore() throws {
        let longest = String(repeating: "x", count: TextTableFile.maximumLineLength)
        #expect(try lines(of: folder.write("a\n\(longest)\nb", as: "a.csv")).count == 3)
        let path = try folder.write("a\n" + String(repeating: "x", count: 1_000_000), as: "b.csv")
        #expect(throws: TextTableError.tooLong(file: path, line: 2, limit: 65_536)) { try lines(of: path) }
    }

    @Test func aLineOfOneByteMoreThan64KiBIsRefusedWhereverItStands() throws {
        let tooLong = String(repeating: "x", count: TextTableFile.maximumLineLength + 1)
        for text in ["\(tooLong)\n", "a\n\(tooLong)\nb\n", "a\n\(tooLong)"] {
            let path = try folder.write(text, as: "a.csv")
            #expect(throws: TextTableError.self) { try lines(of: path) }
        }
    }

    @Test func whatIsNotThereOrHoldsNothingIsSaid() throws {
        #expect(throws: TextTableError.missing(path: "/nowhere/a.csv")) { try lines(of: "/nowhere/a.csv") }
        #expect(throws: TextTableError.isDirectory(path: folder.path)) { try lines(of: folder.path) }
        let empty = try folder.write("", as: "empty.csv")
        #expect(throws: TextTableError.noRows(path: empty)) { try lines(of: empty) }
        let packedNothing = try folder.pack("", as: "empty.csv.gz")
        #expect(throws: TextTableError.noRows(path: packedNothing)) { try lines(of: packedNothing) }
        let other = try folder.zip([("a.md", "x")], as: "other.zip")
        #expect(throws: TextTableError.noTable(path: other)) { try lines(of: other) }
    }

    /// What a pipe gave once is gone then, and waiting for it would have no end.
    @Test func aPipeThatIsReadTwiceIsRefusedBeforeItIsOpened() throws {
        let path = "\(folder.path)/pipe"
        #expect(mkfifo(path, 0o600) == 0)
        let error = #expect(throws: TextTableError.self) { try TextTableFile.contents(of: path) }
        #expect(error?.description.contains("it is a pipe") == true)
    }

    @Test func whatIsNotTextIsSaid() throws {
        let path = try folder.write([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1, 0x0a], as: "program")
        #expect(throws: TextTableError.notText(file: path, line: 1)) { try lines(of: path) }
    }

    /// Lines that do not compress to nothing, so that a cut falls into them.
    private var restlessText: String {
        var generator = SplitMix(state: 7)
        return (0..<100_000).map { _ in "\(generator.next())\n" }.joined()
    }

    @Test(arguments: ["a.zip", "a.csv.gz", "a.csv.zst"])
    func aFileCutShortGivesItsLinesAndThenAnError(name: String) throws {
        let text = restlessText
        let isZip = name.hasSuffix("zip")
        let whole = isZip ? try folder.zip([("a.csv", text)], as: name) : try folder.pack(text, as: name)
        let bytes = try folder.bytes(of: whole)
        for share in [0.2, 0.5, 0.9] {
            let cut = try folder.write(bytes.prefix(Int(Double(bytes.count) * share)), as: "cut-\(name)")
            var file = try TextTableFile(path: cut)
            var count = 0
            let error = #expect(throws: TextTableError.self) { while try file.nextLine() != nil { count += 1 } }
            #expect(count > 0, "what was good before the cut is given")
            guard case .damaged = error else {
                Issue.record("\(name) cut at \(share): \(String(describing: error))")
                return
            }
        }
    }

    @Test func aFlippedByteInAZipIsNoticed() throws {
        var bytes = try folder.bytes(of: folder.zip([("a.csv", restlessText)], as: "a.zip"))
        bytes[bytes.count / 2] ^= 0x10
        let path = try folder.write(bytes, as: "b.zip")
        #expect(throws: TextTableError.self) { try lines(of: path) }
    }
}

/// Steele, Lea and Flood's SplitMix64: the same numbers in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
