/// One place of the grid: a character with at most two combining marks, and its style. Plain memory, so that grids are
/// compared and copied at once.
public struct Cell: Equatable, Sendable {
    public var base: UInt32
    public var firstMark: UInt32 = 0
    public var secondMark: UInt32 = 0
    /// 1 or 2 columns; 0 for the right half of a wide character, which has no character of its own.
    public var width: UInt8
    public var style: Style

    public init(_ base: Unicode.Scalar, width: UInt8 = 1, _ style: Style) {
        self.base = base.value
        self.width = width
        self.style = style
    }

    public static let blank = Cell(" ", .text)

    /// The right half of a wide character.
    static func continuation(_ style: Style) -> Cell { Cell(" ", width: 0, style) }

    /// What it shows; empty for the right half of a wide character.
    public var text: String {
        guard width > 0 else { return "" }
        var scalars = String.UnicodeScalarView()
        for value in [base, firstMark, secondMark] where value != 0 {
            if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
        }
        return String(scalars)
    }
}
