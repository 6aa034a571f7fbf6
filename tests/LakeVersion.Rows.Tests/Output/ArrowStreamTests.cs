using Apache.Arrow.Ipc;
using LakeVersion.Rows.Output;
using LakeVersion.Rows.Tests.Support;

namespace LakeVersion.Rows.Tests.Output;

public sealed class ArrowStreamTests
{
    [Fact]
    public async Task An_Arrow_stream_holds_the_rows_of_all_batches()
    {
        var batch = AnyTable.Nested([["true", "1", "2", "3", "4", "0.5", "1.5", "1.250", "2024-02-29", "2024-02-29T00:00:00Z", null, "x", "AQI="]]);
        using var stream = new MemoryStream();
        await ArrowStreamOutput.WriteAsync(batch.Schema, new[] { batch, batch }.ToAsyncEnumerable(), stream);
        stream.Position = 0;

        using var reader = new ArrowStreamReader(stream);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(Tables.Rows(batch), Tables.Rows((await reader.ReadNextRecordBatchAsync())!));
        }

        Assert.Null(await reader.ReadNextRecordBatchAsync());
    }

    [Fact]
    public async Task Writing_ends_when_it_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var batch = AnyTable.Batch([]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await JsonLinesOutput.WriteAsync(new[] { batch }.ToAsyncEnumerable(), new MemoryStream(), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await CsvOutput.WriteAsync(batch.Schema, new[] { batch }.ToAsyncEnumerable(), new MemoryStream(), cancellationToken: cancelled.Token));
    }
}
