import Foundation
import Testing
import WickTerminal

@Suite struct ThemeTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "themes")

    /// The shipped files, read as simply as they are written.
    private static func book() throws -> ThemeBook {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".toml") }
        return ThemeBook(
            files: try names.sorted().map { name in
                let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                let entries = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap {
                    index, line in
                    let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                    return line.hasPrefix("#") || parts.count != 2
                        ? nil
                        : ThemeFile.Entry(
                            key: parts[0], value: parts[1].trimmingCharacters(in: ["\""]), line: index + 1)
                }
                return ThemeFile(name: String(name.dropLast(5)), path: name, entries: entries)
            })
    }

    @Test func theShippedThemesAreWhole() throws {
        let book = try Self.book()
        #expect(book.warnings.isEmpty)
        let names = book.themes.map(\.name)
        #expect(names == ["asia", "dark", "deuteranopia", "frost", "light", "mono", "sunlit", "tritanopia"])
        // The program works without its files.
        #expect(book.theme(named: "dark") == .dark)
    }

    @Test func textCanBeRead() throws {
        let slots: [ThemeSlot] = [
            .text, .dim, .title, .accent, .up, .down, .good, .warn, .bad, .sentimentPositive, .sentimentNegative, .news,
            .forecast,
        ]
        for theme in try Self.book().themes {
            for slot in slots {
                let contrast = (theme[slot] ?? theme.ground).contrast(to: theme.ground)
                #expect(contrast >= 4.5, "\(theme.name) \(slot): \(contrast)")
            }
            for (text, ground) in [(ThemeSlot.selectionText, ThemeSlot.selection), (.barText, .bar)] {
                let contrast = (theme[text] ?? theme.ground).contrast(to: theme[ground] ?? theme.ground)
                #expect(contrast >= 4.5, "\(theme.name) \(text): \(contrast)")
            }
        }
    }

    @Test(arguments: [("deuteranopia", ColorVision.deuteranopia), ("tritanopia", .tritanopia)])
    func upAndDownAreToldApartByEyesThatSeeFewerColours(_ name: String, _ vision: ColorVision) throws {
        let theme = try #require(try Self.book().theme(named: name))
        for (up, down) in [(ThemeSlot.up, ThemeSlot.down), (.good, .bad), (.sentimentPositive, .sentimentNegative)] {
            let difference = vision.difference(try #require(theme[up]), try #require(theme[down]))
            #expect(difference >= 20, "\(name) \(up) and \(down): \(difference)")
        }
    }

    @Test func theSimulationTellsRedFromGreenLess() {
        let (red, green) = (RGB(0xf2616d as UInt32), RGB(0x3fc380 as UInt32))
        #expect(ColorVision.deuteranopia.difference(red, green) < ColorVision.full.difference(red, green) / 2)
    }

    /// Pairs and results from Sharma, Wu and Dalal, "The CIEDE2000 Color-Difference Formula", table 1.
    @Test func differencesAreThoseOfThePaper() {
        let pairs: [(Lab, Lab, Double)] = [
            (Lab(l: 50, a: 2.6772, b: -79.7751), Lab(l: 50, a: 0, b: -82.7485), 2.0425),
            (Lab(l: 50, a: 2.5, b: 0), Lab(l: 73, a: 25, b: -18), 27.1492),
            (Lab(l: 22.7233, a: 20.0904, b: -46.694), Lab(l: 23.0331, a: 14.973, b: -42.5619), 2.0373),
            (Lab(l: 2.0776, a: 0.0795, b: -1.135), Lab(l: 0.9033, a: -0.0636, b: -0.5514), 0.9082),
        ]
        for (first, second, wanted) in pairs { #expect(abs(first.difference(to: second) - wanted) < 1e-4) }
    }

    @Test func whatIsWrongInAFileIsOneWarningEach() {
        let file = ThemeFile(
            name: "mine", path: "themes/mine.toml",
            entries: [
                .init(key: "inherits", value: "nowhere", line: 1), .init(key: "up", value: "green", line: 2),
                .init(key: "upp", value: "#00ff00", line: 3), .init(key: "down", value: "#ff0000", line: 4),
            ])
        let book = ThemeBook(files: [file])
        #expect(book.warnings.count == 3)
        #expect(book.warnings[0] == "themes/mine.toml:1: inherits: there is no theme 'nowhere'")
        #expect(
            book.warnings[2] == "themes/mine.toml:2: up: 'green' is not a colour like #5fafff, nor empty"
                || book.warnings[1].hasPrefix("themes/mine.toml:2: up:"))
        let theme = book.theme(named: "mine")
        #expect(theme?[.down] == RGB(0xff0000 as UInt32))
        #expect(theme?[.up] == Theme.dark[.up])
    }

    @Test func themesInherit() {
        let files = [
            ThemeFile(name: "a", path: "a", entries: [.init(key: "inherits", value: "b", line: 1)]),
            ThemeFile(name: "b", path: "b", entries: [.init(key: "up", value: "#0000ff", line: 1)]),
            ThemeFile(name: "c", path: "c", entries: [.init(key: "inherits", value: "d", line: 1)]),
            ThemeFile(name: "d", path: "d", entries: [.init(key: "inherits", value: "c", line: 1)]),
        ]
        let book = ThemeBook(files: files)
        #expect(book.theme(named: "a")?[.up] == RGB(0x0000ff as UInt32))
        // A circle ends at the built-in theme.
        #expect(book.theme(named: "c")?[.up] == Theme.dark[.up])
    }

    @Test func coloursAreMappedToTheNearest() {
        let red = RGB(0xff0000 as UInt32)
        #expect(ColorDepth.direct.nearest(red) == .rgb(red))
        #expect(ColorDepth.indexed.nearest(red) == .index(196))
        #expect(ColorDepth.sixteen.nearest(red) == .index(9))
        #expect(ColorDepth.eight.nearest(red) == .index(1))
        #expect(ColorDepth.indexed.nearest(RGB(0x5fd787)) == .index(78))
        #expect(ColorDepth.indexed.nearest(RGB(0x3fc380)) == .index(72))
        // Pale ones keep their hue; greys stay grey.
        for depth in [ColorDepth.eight, .sixteen] {
            let (up, down, dim) = (RGB(0x3fc380), RGB(0xf2616d), RGB(0xc5c8d0))
            #expect([.index(2), .index(10)].contains(depth.nearest(up, on: RGB(0x10_13_1a))))
            #expect([.index(1), .index(9)].contains(depth.nearest(down, on: RGB(0x10_13_1a))))
            #expect(depth.nearest(dim, on: RGB(0x10_13_1a)) == .index(7))
        }
        #expect(ColorDepth.monochrome.nearest(red) == .standard)
        // Black on black is nobody's nearest.
        let black = RGB(0x101010 as UInt32)
        #expect(ColorDepth.eight.nearest(black, on: black) != .index(0))
    }

    @Test func withoutColoursAttributesTellThingsApart() {
        let palette = Palette(theme: .dark, depth: .monochrome)
        let looks = [ThemeSlot.up, .down, .bad].map { palette.look(of: Style($0)) }
        #expect(looks.allSatisfy { $0.foreground == .standard && $0.background == .standard })
        #expect(Set(looks).count == 3)
        #expect(palette.look(of: Style(.text, on: .selection)).attributes.contains(.reverse))
    }
}
