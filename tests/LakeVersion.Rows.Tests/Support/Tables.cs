using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using LakeVersion.Rows.Cells;
using LakeVersion.Rows.Csv;
using LakeVersion.Rows.Json;
using LakeVersion.Storage;

namespace LakeVersion.Rows.Tests.Support;

/// <summary>Short ways to tables and their cells.</summary>
internal static class Tables
{
    public static CsvInput Csv(string text, CsvOptions? options = null) => new(Open(text), "some.csv", options);

    public static JsonInput Json(string text, int batchRows = 65_536) => new(Open(text), "some.json", batchRows);

    public static async Task<string> TypesAsync(CsvInput input) => Types(await input.InferAsync());

    public static string Types(Schema schema) => string.Join(' ', schema.FieldsList.Select(field => $"{field.Name}:{TypeText.Of(field.DataType)}"));

    public static async Task<List<string?[]>> RowsAsync(IAsyncEnumerable<RecordBatch> batches)
    {
        List<string?[]> rows = [];
        await foreach (var batch in batches)
        {
            rows.AddRange(Rows(batch));
        }

        return rows;
    }

    public static IEnumerable<string?[]> Rows(RecordBatch batch) => Enumerable.Range(0, batch.Length)
        .Select(row => Enumerable.Range(0, batch.ColumnCount).Select(i => CellText.Of(batch.Column(i), row)).ToArray());

    public static async Task<string> FaultAsync<T>(IAsyncEnumerable<T> reading)
    {
        var error = await Assert.ThrowsAsync<LakeException>(async () => await reading.ToListAsync());
        Assert.Equal(LakeErrorKind.Invalid, error.Kind);
        return error.Message;
    }

    public static Schema Schema(params (string Name, IArrowType Type)[] columns) =>
        new(columns.Select(column => new Field(column.Name, column.Type, true)), null);

    public static Func<CancellationToken, ValueTask<Stream>> Open(string text) =>
        _ => ValueTask.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    public static string SharedOrSkip(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        Assert.Skip("fixtures not found");
        return "";
    }

    public static Func<CancellationToken, ValueTask<Stream>> OpenFile(string path) => _ => ValueTask.FromResult<Stream>(File.OpenRead(path));
}
