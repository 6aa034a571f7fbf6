using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Parquet.Tests.Support;
using LakeVersion.Storage;

namespace LakeVersion.Parquet.Tests;

/// <summary>Columns of any shape: lists, maps and structs in each other, required or not, with nulls and empty lists on all levels.</summary>
public abstract class NestedTests(IParquetEngine engine)
{
    private const int Rows = 40;

    private readonly Files files = new(engine);

    [Fact]
    public async Task Any_shape_that_is_written_is_read_alike_by_both_engines()
    {
        var refused = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var fields = Enumerable.Range(0, 3).Select(i => Field($"c{i}", 3, random)).ToArray();
            var batch = new RecordBatch(new Schema(fields, null), fields.Select(field => Array(field, Rows, random)), Rows);
            byte[] bytes;
            try
            {
                (bytes, _) = await files.WriteAsync(batch.Schema, [batch], new ParquetWriteOptions { RowGroupRows = 17 });
            }
            catch (LakeException error) when (error.Kind == LakeErrorKind.Unsupported && engine == ParquetEngines.Managed)
            {
                Assert.Contains("required list in required lists", error.Message, StringComparison.Ordinal);
                refused++;
                continue;
            }

            foreach (var reader in (IParquetEngine[])[ParquetEngines.Default, ParquetEngines.Managed])
            {
                var (_, columns) = await new Files(reader).ReadAsync(bytes);
                for (var i = 0; i < fields.Length; i++)
                {
                    Assert.True(Cells.Of(batch, i).SequenceEqual(columns[i]), $"Seed {seed}, column {i}, read by {reader.Name}");
                }
            }
        }

        Assert.InRange(refused, 0, 60);
    }

    private static Field Field(string name, int depth, Random random, bool mayBeNull = true)
    {
        IArrowType type = random.Next(depth == 0 ? 2 : 5) switch
        {
            0 => Int64Type.Default,
            1 => StringType.Default,
            2 => new StructType([.. Enumerable.Range(0, random.Next(1, 4)).Select(i => Field($"f{i}", depth - 1, random))]),
            3 => new ListType(Field("element", depth - 1, random)),
            _ => new MapType(Field("key", 0, random, mayBeNull: false), Field("value", depth - 1, random)),
        };
        return new Field(name, type, mayBeNull && random.Next(2) == 0);
    }

    private static IArrowArray Array(Field field, int length, Random random)
    {
        var valid = Enumerable.Range(0, length).Select(_ => !field.IsNullable || random.Next(4) > 0).ToArray();
        var bits = new ArrowBuffer.BitmapBuilder();
        bits.AppendRange(valid);
        var (validity, nulls) = (bits.Build(), valid.Count(isValid => !isValid));
        switch (field.DataType)
        {
            case Int64Type:
                var numbers = new ArrowBuffer.Builder<long>().AppendRange(valid.Select(_ => random.NextInt64())).Build();
                return new Int64Array(numbers, validity, length, nulls, 0);
            case StringType:
                var texts = new StringArray.Builder();
                foreach (var isValid in valid)
                {
                    _ = isValid ? texts.Append(new string('t', random.Next(3)) + random.Next(50)) : texts.AppendNull();
                }

                return texts.Build();
            case StructType type:
                return new StructArray(type, length, type.Fields.Select(child => Array(child, length, random)), validity, nulls);
        }

        var offsets = new int[length + 1];
        for (var i = 0; i < length; i++)
        {
            offsets[i + 1] = offsets[i] + (valid[i] ? random.Next(4) : 0);
        }

        var buffer = new ArrowBuffer.Builder<int>().AppendRange(offsets).Build();
        if (field.DataType is ListType list)
        {
            return new ListArray(list, length, buffer, Array(list.ValueField, offsets[^1], random), validity, nulls);
        }

        var map = (MapType)field.DataType;
        var entries = new StructArray(
            map.KeyValueType, offsets[^1], [Array(map.KeyField, offsets[^1], random), Array(map.ValueField, offsets[^1], random)], ArrowBuffer.Empty, 0);
        return new MapArray(map, length, buffer, entries, validity, nulls, 0);
    }

    public sealed class OnParquetSharp() : NestedTests(ParquetEngines.Default);

    public sealed class OnParquetNet() : NestedTests(ParquetEngines.Managed);
}
