namespace LakeVersion.Parquet.Footers;

/// <summary>Writes what schema nodes mean, in both of the format's ways: the counterpart of <see cref="AnnotationReader"/>.</summary>
internal static class AnnotationWriter
{
    /// <summary>The older number, and with it the digits of a decimal; nothing where none has quite the meaning.</summary>
    public static void WriteConverted(ThriftCompactWriter thrift, Annotation annotation)
    {
        int? converted = annotation.Kind switch
        {
            AnnotationKind.Text => 0,
            AnnotationKind.Map => 1,
            AnnotationKind.List => 3,
            AnnotationKind.Decimal => 5,
            AnnotationKind.Date => 6,
            AnnotationKind.Timestamp when annotation.Flag => annotation.Width == 3 ? 9 : 10,
            AnnotationKind.Integer => (annotation.Flag ? 15 : 11) + int.Log2(annotation.Width / 8),
            _ => null,
        };
        if (converted is { } number)
        {
            thrift.Int32(6, number);
        }

        if (annotation.Kind == AnnotationKind.Decimal)
        {
            thrift.Int32(7, annotation.Scale);
            thrift.Int32(8, annotation.Width);
        }
    }

    /// <summary>The union <c>LogicalType</c>.</summary>
    public static void WriteLogical(ThriftCompactWriter thrift, Annotation annotation)
    {
        int? union = annotation.Kind switch
        {
            AnnotationKind.Text => 1,
            AnnotationKind.Map => 2,
            AnnotationKind.List => 3,
            AnnotationKind.Decimal => 5,
            AnnotationKind.Date => 6,
            AnnotationKind.Timestamp => 8,
            AnnotationKind.Integer => 10,
            _ => null,
        };
        if (union is not { } id)
        {
            return;
        }

        thrift.Begin(10);
        thrift.Begin(id);
        switch (annotation.Kind)
        {
            case AnnotationKind.Decimal:
                thrift.Int32(1, annotation.Scale);
                thrift.Int32(2, annotation.Width);
                break;
            case AnnotationKind.Timestamp:
                thrift.Boolean(1, annotation.Flag);
                thrift.Begin(2);
                thrift.Begin(annotation.Width / 3);
                thrift.End();
                thrift.End();
                break;
            case AnnotationKind.Integer:
                thrift.Int8(1, (sbyte)annotation.Width);
                thrift.Boolean(2, annotation.Flag);
                break;
        }

        thrift.End();
        thrift.End();
    }
}
