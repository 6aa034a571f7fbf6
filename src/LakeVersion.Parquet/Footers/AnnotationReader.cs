namespace LakeVersion.Parquet.Footers;

/// <summary>Reads what schema nodes mean: the union of logical types, and the older numbers that stood for them.</summary>
/// <remarks>Source: LogicalTypes.md and parquet.thrift of apache/parquet-format.</remarks>
internal static class AnnotationReader
{
    /// <summary>Reads the union <c>LogicalType</c>.</summary>
    public static Annotation Read(ref ThriftCompactReader reader)
    {
        var found = default(Annotation);
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            switch (id)
            {
                case 5 or 7 or 8 or 10:
                    reader.Expect(type, ThriftCompactReader.Struct);
                    found = id switch
                    {
                        5 => ReadDecimal(ref reader),
                        10 => ReadInteger(ref reader),
                        _ => ReadTime(ref reader, id == 7 ? AnnotationKind.Time : AnnotationKind.Timestamp),
                    };
                    break;
                default:
                    found = new Annotation(Kind(id));
                    reader.Skip(type);
                    break;
            }
        }

        return found;
    }

    /// <summary>The meaning of a <c>ConvertedType</c>.</summary>
    public static Annotation OfConverted(int converted, int precision, int scale) => converted switch
    {
        0 => new Annotation(AnnotationKind.Text),
        1 or 2 => new Annotation(AnnotationKind.Map),
        3 => new Annotation(AnnotationKind.List),
        4 => new Annotation(AnnotationKind.Enumeration),
        5 => new Annotation(AnnotationKind.Decimal, precision, scale),
        6 => new Annotation(AnnotationKind.Date),
        7 or 8 => new Annotation(AnnotationKind.Time, converted == 7 ? 3 : 6, Flag: true),
        9 or 10 => new Annotation(AnnotationKind.Timestamp, converted == 9 ? 3 : 6, Flag: true),
        >= 11 and <= 14 => new Annotation(AnnotationKind.Integer, 8 << (converted - 11)),
        >= 15 and <= 18 => new Annotation(AnnotationKind.Integer, 8 << (converted - 15), Flag: true),
        19 => new Annotation(AnnotationKind.Json),
        20 => new Annotation(AnnotationKind.Bson),
        21 => new Annotation(AnnotationKind.Interval),
        _ => default,
    };

    private static AnnotationKind Kind(int id) => id switch
    {
        1 => AnnotationKind.Text,
        2 => AnnotationKind.Map,
        3 => AnnotationKind.List,
        4 => AnnotationKind.Enumeration,
        6 => AnnotationKind.Date,
        11 => AnnotationKind.Nothing,
        12 => AnnotationKind.Json,
        13 => AnnotationKind.Bson,
        14 => AnnotationKind.Uuid,
        15 => AnnotationKind.Float16,
        _ => AnnotationKind.Unknown,
    };

    private static Annotation ReadDecimal(ref ThriftCompactReader reader)
    {
        var (scale, precision) = (0, 0);
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            if (id is 1 or 2)
            {
                reader.Expect(type, ThriftCompactReader.Int32);
                var value = reader.ReadInt32();
                (scale, precision) = id == 1 ? (value, precision) : (scale, value);
            }
            else
            {
                reader.Skip(type);
            }
        }

        return new Annotation(AnnotationKind.Decimal, precision, scale);
    }

    private static Annotation ReadInteger(ref ThriftCompactReader reader)
    {
        var (bits, isSigned) = (0, false);
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            if (id == 1)
            {
                reader.Expect(type, ThriftCompactReader.Int8);
                bits = reader.ReadInt8();
            }
            else
            {
                isSigned = id == 2 ? type == ThriftCompactReader.True : isSigned;
                reader.Skip(type);
            }
        }

        return new Annotation(AnnotationKind.Integer, bits, Flag: isSigned);
    }

    private static Annotation ReadTime(ref ThriftCompactReader reader, AnnotationKind kind)
    {
        var (digits, isAdjusted) = (0, false);
        for (var id = 0; reader.ReadField(ref id, out var type);)
        {
            if (id == 2)
            {
                reader.Expect(type, ThriftCompactReader.Struct);
                for (var unit = 0; reader.ReadField(ref unit, out var inner);)
                {
                    digits = unit * 3;
                    reader.Skip(inner);
                }
            }
            else
            {
                isAdjusted = id == 1 ? type == ThriftCompactReader.True : isAdjusted;
                reader.Skip(type);
            }
        }

        return new Annotation(kind, digits, Flag: isAdjusted);
    }
}
