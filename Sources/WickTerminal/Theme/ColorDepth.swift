import Glibc

/// How many colours a terminal shows.
public enum ColorDepth: String, CaseIterable, Sendable {
    /// None: attributes only.
    case monochrome
    case eight
    case sixteen
    case indexed
    case direct

    /// Of a terminal that names its number of colours.
    public init(colors: Int, isDirect: Bool) {
        if isDirect {
            self = .direct
        } else if colors >= 256 {
            self = .indexed
        } else if colors >= 16 {
            self = .sixteen
        } else {
            self = colors >= 8 ? .eight : .monochrome
        }
    }
}

/// A colour as a terminal is told.
public enum TerminalColor: Hashable, Sendable {
    /// The terminal's own.
    case standard
    /// 0 to 7 are the dark ones, 8 to 15 the bright ones, 16 to 231 a cube of six steps, 232 to 255 greys.
    case index(UInt8)
    case rgb(RGB)
}

extension ColorDepth {
    /// The sixteen as xterm has them.
    static let base: [RGB] = [
        0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
        0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
    ].map { RGB($0 as UInt32) }

    private static let cube: [UInt8] = [0, 95, 135, 175, 215, 255]

    /// The colours from 16 to 255: those that every terminal shows alike.
    private static let fixed: [RGB] = colors + greys
    private static let colors: [RGB] = (0..<216).map { (index: Int) -> RGB in
        RGB(cube[index / 36], cube[index / 6 % 6], cube[index % 6])
    }
    private static let greys: [RGB] = (0..<24).map { (index: Int) -> RGB in
        let level = UInt8(8 + 10 * index)
        return RGB(level, level, level)
    }

    /// The nearest colour that this depth has.
    ///
    /// - Parameter ground: what a foreground must stay readable on: of few colours those too close to it are left out.
    public func nearest(_ color: RGB, on ground: RGB? = nil) -> TerminalColor {
        switch self {
        case .monochrome: return .standard
        case .direct: return .rgb(color)
        case .indexed: return .index(UInt8(16 + Self.nearest(color, in: Self.fixed)))
        case .sixteen, .eight:
            let candidates = Array(Self.base.prefix(self == .eight ? 8 : 16))
            let readable = candidates.indices.filter { index in
                ground.map { candidates[index].contrast(to: $0) >= Self.leastContrast } ?? true
            }
            let best =
                Self.nearestHue(color, in: candidates, readable)
                ?? readable.min { candidates[$0].distance(to: color) < candidates[$1].distance(to: color) }
            return best.map { .index(UInt8($0)) } ?? .standard
        }
    }

    /// Green on white has 2.2, blue on the dark theme's ground 2.0.
    private static let leastContrast = 2.1

    /// Of few colours the one of the same hue says what is meant, also where a grey or another hue would be nearer: a pale green
    /// is green. Nil for greys, and where no hue is near.
    private static func nearestHue(_ color: RGB, in candidates: [RGB], _ indices: [Int]) -> Int? {
        guard let hue = color.hue else { return nil }
        let near = indices.compactMap { index -> (index: Int, turn: Double, distance: Int)? in
            guard let other = candidates[index].hue else { return nil }
            let turn = abs((hue - other).remainder(dividingBy: 360))
            return turn <= 45 ? (index, turn, candidates[index].distance(to: color)) : nil
        }
        return near.min { ($0.turn, $0.distance) < ($1.turn, $1.distance) }?.index
    }

    private static func nearest(_ color: RGB, in candidates: [RGB]) -> Int {
        candidates.indices.min { candidates[$0].distance(to: color) < candidates[$1].distance(to: color) } ?? 0
    }
}

/// The C library's, named so that it does not hide behind the type.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
