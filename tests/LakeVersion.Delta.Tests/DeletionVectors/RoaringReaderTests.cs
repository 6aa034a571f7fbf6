using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Delta.Tests.Support;

namespace LakeVersion.Delta.Tests.DeletionVectors;

public sealed class RoaringReaderTests
{
    [Fact]
    public void The_example_of_the_specification_marks_its_six_rows()
    {
        var bytes = Z85.Decode("wi5b=000010000siXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L");
        Assert.NotNull(bytes);
        var rows = RoaringReader.Read(bytes);
        Assert.Equal(6, rows.Count);
        Assert.Equal([3, 4, 7, 11, 18, 29], Marked(rows, 0, 40));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(65_000, 2_000)]
    [InlineData(131_071, 65_536)]
    [InlineData(1L << 33, 70)]
    public void Every_kind_of_block_marks_its_rows_in_any_window(long first, int length)
    {
        long[] sparse = [0, 1, 5, 64, 65_535, 65_536, 66_000, 131_072, 200_000, (1L << 33) + 3];
        var dense = Enumerable.Range(0, 150_000).Where(row => row % 7 != 0).Select(row => (long)row).ToArray();
        foreach (var positions in new[] { sparse, dense })
        {
            foreach (var runs in new[] { false, true })
            {
                var rows = RoaringReader.Read(Vectors.Portable(positions, runs));
                Assert.Equal(positions.Length, rows.Count);
                Assert.Equal(positions[^1], rows.Last);
                Assert.Equal(positions.Where(row => row >= first && row < first + length), Marked(rows, first, length));
            }
        }
    }

    [Fact]
    public void A_run_reaches_to_the_end_of_its_block()
    {
        var positions = Enumerable.Range(0, 65_536).Select(row => (long)row).ToArray();
        var rows = RoaringReader.Read(Vectors.Portable(positions, runs: true));
        Assert.Equal([65_534, 65_535], Marked(rows, 65_534, 10));
    }

    [Fact]
    public void An_empty_vector_marks_nothing()
    {
        var rows = RoaringReader.Read(Vectors.Portable([]));
        Assert.Equal((0, -1), (rows.Count, rows.Last));
        Assert.Empty(Marked(rows, 0, 1_000));
    }

    [Fact]
    public void Bytes_that_are_no_vector_say_why()
    {
        var vector = Vectors.Portable([3, 70_000]);
        Assert.Contains("magic", Fault([0, .. vector[1..]]), StringComparison.Ordinal);
        Assert.Contains("expected", Fault(vector[..^1]), StringComparison.Ordinal);
        Assert.Contains("follow", Fault([.. vector, 0]), StringComparison.Ordinal);
        // The second block's key becomes that of the first.
        Assert.Contains("does not follow", Fault([.. vector[..28], 0, .. vector[29..]]), StringComparison.Ordinal);
    }

    [Fact]
    public void Stated_numbers_of_blocks_allocate_nothing()
    {
        byte[] buckets = [.. Vectors.Portable([])[..4], 255, 255, 255, 255, 255, 255, 255, 127];
        Assert.Contains("found 0", Fault(buckets), StringComparison.Ordinal);
        var blocks = Vectors.Portable([1]);
        blocks[20] = blocks[21] = 255;
        Assert.Contains("expected", Fault(blocks), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_bytes_end_in_a_fault_or_a_vector()
    {
        var random = new Random(1);
        byte[][] vectors = [Vectors.Portable([3, 70_000, 1L << 33]), Vectors.Portable([.. Enumerable.Range(0, 9_000)], runs: true), Vectors.Portable([.. Enumerable.Range(0, 9_000)])];
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = vectors[i % vectors.Length].ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                var rows = RoaringReader.Read(bytes.AsMemory(0, random.Next(bytes.Length + 1)));
                rows.Mark(random.Next(70_000), 1_000, new ulong[16]);
            }
            catch (InvalidDataException)
            {
                // As it should be.
            }
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("HelloWorld", "864FD26FB559F75B")]
    [InlineData("##093", "0300")]
    [InlineData("0000", null)]
    [InlineData("0000~", null)]
    [InlineData("%nSc1", null)]
    [InlineData("#####", null)]
    public void Z85_text_is_its_bytes(string text, string? bytes) =>
        Assert.Equal(bytes, Z85.Decode(text) is { } decoded ? Convert.ToHexString(decoded) : null);

    internal static List<long> Marked(RowPositions rows, long first, int length)
    {
        var bits = new ulong[(length + 63) / 64];
        var any = rows.Mark(first, length, bits);
        var marked = Enumerable.Range(0, length).Where(row => (bits[row >> 6] & (1UL << row)) != 0).Select(row => first + row).ToList();
        Assert.Equal(marked.Count > 0, any);
        return marked;
    }

    private static string Fault(byte[] bytes) => Assert.Throws<InvalidDataException>(() => RoaringReader.Read(bytes)).Message;
}
