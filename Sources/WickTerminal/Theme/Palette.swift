/// A theme at one depth of colour: what styles come to on a terminal.
public struct Palette: Sendable {
    /// What a terminal is told for one style.
    public struct Look: Hashable, Sendable {
        public let foreground: TerminalColor
        public let background: TerminalColor
        public let attributes: Style.Attributes
    }

    public let theme: Theme
    public let depth: ColorDepth
    private let foregrounds: [TerminalColor]
    private let backgrounds: [TerminalColor]

    public init(theme: Theme, depth: ColorDepth) {
        self.theme = theme
        self.depth = depth
        foregrounds = ThemeSlot.allCases.map { slot in
            let ground: RGB =
                switch slot {
                case .selectionText: theme[.selection] ?? theme.ground
                case .barText: theme[.bar] ?? theme.ground
                default: theme.ground
                }
            return theme[slot].map { depth.nearest($0, on: ground) } ?? .standard
        }
        // On few colours the grounds of bars would be as loud as text: they are shown in reverse, as without colours.
        let hasGrounds = depth == .indexed || depth == .direct
        backgrounds = ThemeSlot.allCases.map { slot in
            hasGrounds || slot == .background ? theme[slot].map { depth.nearest($0) } ?? .standard : .standard
        }
    }

    public func look(of style: Style) -> Look {
        var attributes = style.attributes
        let hasGrounds = depth == .indexed || depth == .direct
        if depth == .monochrome { attributes.formUnion(style.foreground.attributes) }
        if !hasGrounds { attributes.formUnion(style.background.attributes.intersection(.reverse)) }
        return Look(
            foreground: foregrounds[style.foreground.index], background: backgrounds[style.background.index],
            attributes: attributes)
    }
}
