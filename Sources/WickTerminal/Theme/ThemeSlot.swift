/// The named colours that a theme fills; the raw value is the key in a theme's file.
public enum ThemeSlot: String, CaseIterable, Sendable {
    case background
    case text
    case dim
    case title
    case accent
    case border
    case borderFocused
    case grid
    case up
    case down
    case good
    case warn
    case bad
    case overlay1
    case overlay2
    case overlay3
    case overlay4
    case forecast
    case band
    case news
    case volume
    case sentimentPositive
    case sentimentNegative
    case sentimentNeutral
    case selectionText
    case selection
    case barText
    case bar

    /// Its place in `allCases`.
    var index: Int { Self.places[self] ?? 0 }

    private static let places = Dictionary(uniqueKeysWithValues: zip(allCases, 0...))

    /// What tells it apart where there are no colours.
    var attributes: Style.Attributes {
        switch self {
        case .title, .accent, .borderFocused, .up, .good, .sentimentPositive, .overlay1: .bold
        case .dim, .border, .grid, .band, .volume, .overlay3, .overlay4, .sentimentNeutral: .dim
        case .warn, .sentimentNegative, .news: .underline
        case .bad: [.bold, .underline]
        case .selection, .bar: .reverse
        default: []
        }
    }
}
