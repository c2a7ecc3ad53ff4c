/// How a cell looks, by the theme's slots: which colours these are is decided last, so that a grid is the same in every
/// theme and at every depth of colour.
public struct Style: Hashable, Sendable {
    public struct Attributes: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        // The same bits as the shim round ncurses has.
        public static let bold = Attributes(rawValue: 1)
        public static let dim = Attributes(rawValue: 2)
        public static let reverse = Attributes(rawValue: 4)
        public static let underline = Attributes(rawValue: 8)
    }

    public var foreground: ThemeSlot
    public var background: ThemeSlot
    public var attributes: Attributes

    public init(
        _ foreground: ThemeSlot = .text, on background: ThemeSlot = .background, _ attributes: Attributes = []
    ) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    public static let text = Style(.text)
    public static let dim = Style(.dim)
    public static let title = Style(.title, on: .background, .bold)

    /// The same in bold.
    public var bold: Style { Style(foreground, on: background, attributes.union(.bold)) }

    /// The same on another ground.
    public func on(_ background: ThemeSlot) -> Style { Style(foreground, on: background, attributes) }
}
