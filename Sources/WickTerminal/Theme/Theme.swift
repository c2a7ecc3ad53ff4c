/// Colours by slot. A slot without a colour is the terminal's own.
public struct Theme: Equatable, Sendable {
    public let name: String
    /// By `ThemeSlot.index`.
    private var colors: [RGB?]

    /// The theme that needs no file, and that every other begins with.
    public static let dark = Theme(
        name: "dark",
        colors: [
            .text: 0xd5d8df, .dim: 0x878d9c, .title: 0xf0f2f6, .accent: 0x5fafff, .border: 0x4a5060,
            .borderFocused: 0x5fafff, .grid: 0x303540, .up: 0x3fc380, .down: 0xf2616d, .good: 0x3fc380, .warn: 0xe8b04b,
            .bad: 0xff5f5f, .overlay1: 0xe8c35a, .overlay2: 0x5fafff, .overlay3: 0x8a7fd6, .overlay4: 0x56b6c2,
            .forecast: 0xd7a6ff, .band: 0x5a4a70, .news: 0xe8c35a, .volume: 0x5b6478, .sentimentPositive: 0x3fc380,
            .sentimentNegative: 0xf2616d, .sentimentNeutral: 0x8a90a0, .selectionText: 0xffffff, .selection: 0x2f3f5f,
            .barText: 0xd5d8df, .bar: 0x1d2330,
        ])

    public init(name: String, colors: [ThemeSlot: UInt32]) {
        self.name = name
        self.colors = ThemeSlot.allCases.map { colors[$0].map { RGB($0) } }
    }

    /// Another theme under a new name, to change.
    init(name: String, from other: Theme) {
        self.name = name
        colors = other.colors
    }

    public subscript(slot: ThemeSlot) -> RGB? {
        get { colors[slot.index] }
        set { colors[slot.index] = newValue }
    }

    /// What its text stands on: black or white where the terminal's own ground is used, by how light the text is.
    public var ground: RGB {
        self[.background] ?? ((self[.text]?.luminance ?? 1) > 0.4 ? RGB(0x101216 as UInt32) : RGB(0xffffff as UInt32))
    }
}

/// A theme's file as it was read: keys and values with the lines that they stand on.
public struct ThemeFile: Sendable {
    public struct Entry: Sendable {
        public let key: String
        public let value: String
        public let line: Int

        public init(key: String, value: String, line: Int) {
            self.key = key
            self.value = value
            self.line = line
        }
    }

    /// The theme's name, which is the file's without its ending.
    public let name: String
    public let path: String
    public let entries: [Entry]

    public init(name: String, path: String, entries: [Entry]) {
        self.name = name
        self.path = path
        self.entries = entries
    }
}
