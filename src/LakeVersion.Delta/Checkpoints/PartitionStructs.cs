using Apache.Arrow;
using LakeVersion.Delta.Partitions;
using LakeVersion.Delta.Schemas;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>The column <c>partitionValues_parsed</c> that is being built.</summary>
internal sealed class PartitionStructs(ParsedSchema schema)
{
    private readonly ScalarColumn[] columns = [.. schema.PartitionFields.Select(field => new ScalarColumn(ArrowSchemas.ToArrow(field.Type)))];
    private int length;

    public void Append(IReadOnlyDictionary<string, string?> values)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            var field = schema.PartitionFields[i];
            columns[i].Append(PartitionValue.Parse(values.GetValueOrDefault(field.PhysicalName), field.Type, field.Name));
        }

        length++;
    }

    public StructArray Build() => StructColumn.Of(schema.Partitions!, length, [.. columns.Select(column => column.Build())]);
}
