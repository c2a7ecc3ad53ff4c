/// Blocks, lines and Braille as rectangles in parts of a cell: fonts draw them with seams, or not at all.
enum CellShapes {
    struct Shape {
        let x: Double
        let y: Double
        let width: Double
        let height: Double
        var opacity = 1.0
    }

    private static let thin = 0.14
    private static let heavy = 0.34

    /// Nil where a font draws it.
    static func of(_ base: UInt32) -> [Shape]? {
        if (0x2800...0x28ff).contains(base) { return dots(UInt8(base - 0x2800)) }
        switch base {
        case 0x2588: return [Shape(x: 0, y: 0, width: 1, height: 1)]
        case 0x2580: return [Shape(x: 0, y: 0, width: 1, height: 0.5)]
        case 0x2581...0x2587:
            let part = Double(base - 0x2580) / 8
            return [Shape(x: 0, y: 1 - part, width: 1, height: part)]
        case 0x2589...0x258f: return [Shape(x: 0, y: 0, width: Double(0x2590 - base) / 8, height: 1)]
        case 0x2590: return [Shape(x: 0.5, y: 0, width: 0.5, height: 1)]
        case 0x2591: return [Shape(x: 0, y: 0, width: 1, height: 1, opacity: 0.3)]
        case 0x2592: return [Shape(x: 0, y: 0, width: 1, height: 1, opacity: 0.5)]
        default: return line(base)
        }
    }

    private static func line(_ base: UInt32) -> [Shape]? {
        let x = 0.5 - thin / 2
        let flat = thin / 2
        switch base {
        case 0x2502: return [Shape(x: x, y: 0, width: thin, height: 1)]
        case 0x2575: return [Shape(x: x, y: 0, width: thin, height: 0.5)]
        case 0x2577: return [Shape(x: x, y: 0.5, width: thin, height: 0.5)]
        case 0x2503: return [Shape(x: 0.5 - heavy / 2, y: 0, width: heavy, height: 1)]
        case 0x2579: return [Shape(x: 0.5 - heavy / 2, y: 0, width: heavy, height: 0.5)]
        case 0x257b: return [Shape(x: 0.5 - heavy / 2, y: 0.5, width: heavy, height: 0.5)]
        case 0x257f:
            return [
                Shape(x: 0.5 - heavy / 2, y: 0, width: heavy, height: 0.5),
                Shape(x: x, y: 0.5, width: thin, height: 0.5),
            ]
        case 0x257d:
            return [
                Shape(x: x, y: 0, width: thin, height: 0.5),
                Shape(x: 0.5 - heavy / 2, y: 0.5, width: heavy, height: 0.5),
            ]
        case 0x2500: return [Shape(x: 0, y: 0.5 - flat / 2, width: 1, height: flat)]
        case 0x2501: return [Shape(x: 0, y: 0.5 - heavy / 4, width: 1, height: heavy / 2)]
        case 0x2508:
            return [
                Shape(x: 0.2, y: 0.5 - flat / 2, width: 0.2, height: flat),
                Shape(x: 0.7, y: 0.5 - flat / 2, width: 0.2, height: flat),
            ]
        case 0x250a, 0x254e: return (0..<3).map { Shape(x: x, y: Double($0) / 3 + 0.06, width: thin, height: 0.2) }
        default: return nil
        }
    }

    /// Eight dots, two by four; see `Braille` for the bits.
    private static func dots(_ bits: UInt8) -> [Shape] {
        let order: [(bit: UInt8, x: Double, y: Double)] = [
            (0x01, 0, 0), (0x02, 0, 1), (0x04, 0, 2), (0x40, 0, 3), (0x08, 1, 0), (0x10, 1, 1), (0x20, 1, 2),
            (0x80, 1, 3),
        ]
        return order.filter { bits & $0.bit != 0 }.map {
            Shape(x: 0.13 + $0.x * 0.5, y: 0.07 + $0.y * 0.25, width: 0.24, height: 0.12)
        }
    }
}
