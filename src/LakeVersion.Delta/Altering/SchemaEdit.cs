using LakeVersion.Delta.Schemas;
using LakeVersion.Rows.Expressions;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Altering;

/// <summary>Changes one place of a schema. Pure.</summary>
/// <remarks>A path goes by names; within lists and maps by <c>element</c>, <c>key</c> and <c>value</c>, as the specification's field paths do.</remarks>
internal static class SchemaEdit
{
    /// <summary>Changes the fields beside which a path's last name stands; the path need not exist itself.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="path">The path.</param>
    /// <param name="edit">The siblings, to their new state.</param>
    /// <exception cref="LakeException">Invalid: what is above the last name does not exist, or has no fields.</exception>
    public static DeltaStruct Siblings(DeltaStruct schema, ColumnPath path, Func<IReadOnlyList<DeltaField>, IReadOnlyList<DeltaField>> edit) =>
        (DeltaStruct)Siblings(schema, path, 0, edit);

    /// <summary>Changes a field.</summary>
    /// <exception cref="LakeException">Invalid: there is none at the path.</exception>
    public static DeltaStruct Field(DeltaStruct schema, ColumnPath path, Func<DeltaField, DeltaField> edit) =>
        Siblings(schema, path, fields =>
        {
            var index = IndexOf(fields, path);
            return [.. fields.Take(index), edit(fields[index]), .. fields.Skip(index + 1)];
        });

    /// <summary>The fields from the table's column inwards to the path's end, without what lists and maps put between.</summary>
    /// <exception cref="LakeException">Invalid: there is none at the path.</exception>
    public static IReadOnlyList<DeltaField> Resolve(DeltaStruct schema, ColumnPath path)
    {
        var found = new List<DeltaField>();
        DeltaType type = schema;
        for (var i = 0; i < path.Names.Count; i++)
        {
            if (type is DeltaStruct fields)
            {
                found.Add(fields.Fields[IndexOf(fields.Fields, Head(path, i))]);
                type = found[^1].Type;
            }
            else
            {
                type = Inner(type, path, i);
            }
        }

        return found;
    }

    /// <summary>Divides a path behind the last field in it; what is left goes through lists and maps alone.</summary>
    /// <exception cref="LakeException">Invalid: there is nothing at the path.</exception>
    public static (ColumnPath Place, IReadOnlyList<string> Within) Split(DeltaStruct schema, ColumnPath path)
    {
        var last = 0;
        DeltaType type = schema;
        for (var i = 0; i < path.Names.Count; i++)
        {
            if (type is DeltaStruct fields)
            {
                (type, last) = (fields.Fields[IndexOf(fields.Fields, Head(path, i))].Type, i);
            }
            else
            {
                type = Inner(type, path, i);
            }
        }

        return (Head(path, last), [.. path.Names.Skip(last + 1)]);
    }

    /// <summary>Where the path's last name stands.</summary>
    /// <exception cref="LakeException">Invalid: nowhere; near names are told.</exception>
    public static int IndexOf(IReadOnlyList<DeltaField> fields, ColumnPath path)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Name == path.Names[^1])
            {
                return i;
            }
        }

        throw LakeException.Invalid($"The table has no column '{string.Join('.', path.Names)}'." + NearNames.Hint(path.Names[^1], fields.Select(field => field.Name)));
    }

    /// <summary>The fields with one put at its place.</summary>
    /// <param name="fields">The others.</param>
    /// <param name="field">The one.</param>
    /// <param name="position">Its place; null for the end.</param>
    public static IReadOnlyList<DeltaField> Place(IReadOnlyList<DeltaField> fields, DeltaField field, ColumnPosition? position)
    {
        var index = position is null ? fields.Count : position.After is null ? 0 : IndexOf(fields, ColumnPath.Of(position.After)) + 1;
        return [.. fields.Take(index), field, .. fields.Skip(index)];
    }

    private static DeltaType Siblings(DeltaType type, ColumnPath path, int depth, Func<IReadOnlyList<DeltaField>, IReadOnlyList<DeltaField>> edit)
    {
        if (type is DeltaStruct fields)
        {
            if (depth == path.Names.Count - 1)
            {
                return new DeltaStruct(edit(fields.Fields));
            }

            var index = IndexOf(fields.Fields, Head(path, depth));
            var field = fields.Fields[index];
            return new DeltaStruct(
                [.. fields.Fields.Take(index), field with { Type = Siblings(field.Type, path, depth + 1, edit) }, .. fields.Fields.Skip(index + 1)]);
        }

        return depth == path.Names.Count - 1 ? throw Missing(path) : (type, path.Names[depth]) switch
        {
            (DeltaArray array, "element") => array with { Element = Siblings(array.Element, path, depth + 1, edit) },
            (DeltaMap map, "key") => map with { Key = Siblings(map.Key, path, depth + 1, edit) },
            (DeltaMap map, "value") => map with { Value = Siblings(map.Value, path, depth + 1, edit) },
            _ => throw Missing(path),
        };
    }

    private static DeltaType Inner(DeltaType type, ColumnPath path, int depth) => (type, path.Names[depth]) switch
    {
        (DeltaArray array, "element") => array.Element,
        (DeltaMap map, "key") => map.Key,
        (DeltaMap map, "value") => map.Value,
        _ => throw Missing(path),
    };

    private static ColumnPath Head(ColumnPath path, int depth) => ColumnPath.Of([.. path.Names.Take(depth + 1)]);

    private static LakeException Missing(ColumnPath path) => LakeException.Invalid(
        $"The table has no column '{string.Join('.', path.Names)}'. Within lists a path goes on by 'element', within maps by 'key' or 'value', and then by a field.");
}
