using CsCheck;
using LakeVersion.Delta.DeletionVectors;
using LakeVersion.Delta.Tests.Support;

namespace LakeVersion.Delta.Tests.DeletionVectors;

[Trait("store", "none")]
public sealed class RoaringWriterTests
{
    // Single rows, rows side by side, whole blocks, and rows beyond 32 bits.
    private static readonly Gen<long[]> GenRows = Gen.Select(
        Gen.Long[0, 300_000].Array[0, 50],
        Gen.Select(Gen.Long[0, 200_000], Gen.Int[1, 70_000], Gen.Int[1, 9]).Array[0, 3],
        Gen.Long[(1L << 32) - 3, 1L << 34].Array[0, 5],
        (single, spans, far) => single.Concat(spans.SelectMany(span => Enumerable.Range(0, span.Item2).Where(i => i % span.Item3 != 1).Select(i => span.Item1 + i)))
            .Concat(far).Distinct().Order().ToArray());

    [Fact]
    public void What_is_written_is_read_back() => GenRows.Sample(
        rows =>
        {
            var marks = Marks(rows);
            var read = RoaringReader.Read(RoaringWriter.Write(marks));
            Assert.Equal((rows.Length, rows.Length), (marks.Count, read.Count));
            Assert.Equal(rows.LastOrDefault(-1), read.Last);
            foreach (var first in rows.Select(row => row / 65_536 * 65_536).Distinct())
            {
                Assert.Equal(rows.Where(row => row >= first && row < first + 65_536), RoaringReaderTests.Marked(read, first, 65_536));
            }
        },
        iter: 100);

    [Fact]
    public void A_stored_vector_joins_the_rows_that_are_there() => Gen.Select(GenRows, GenRows).Sample(
        (stored, rows) =>
        {
            var marks = Marks(rows);
            marks.Add(RoaringReader.Read(Vectors.Portable(stored)));
            var all = stored.Union(rows).Order().ToArray();
            Assert.Equal(all.Length, marks.Count);
            Assert.All(all, row => Assert.True(marks.Contains(row)));
            Assert.Equal(all.Length, RoaringReader.Read(RoaringWriter.Write(marks)).Count);
        },
        iter: 30);

    [Fact]
    public void Each_block_takes_its_smallest_form()
    {
        // Magic, count and key of one bucket are 16 bytes.
        Assert.Equal(16 + 4 + 1 + 4 + 2 + 4, RoaringWriter.Write(Marks([.. Enumerable.Range(0, 60_000).Select(i => (long)i)])).Length);
        Assert.Equal(16 + 8 + 4 + 4 + (3 * 2), RoaringWriter.Write(Marks([1, 3, 5])).Length);
        Assert.Equal(16 + 8 + 4 + 4 + 8_192, RoaringWriter.Write(Marks([.. Enumerable.Range(0, 60_000).Where(i => i % 2 == 0).Select(i => (long)i)])).Length);
    }

    [Fact]
    public void The_rows_of_the_specification_have_its_bytes()
    {
        // Its inline example is of an older form; those of the portable form as other writers make them.
        var expected = Vectors.Portable([3, 4, 7, 11, 18, 29]);
        expected[28] = 16;
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(RoaringWriter.Write(Marks([3, 4, 7, 11, 18, 29]))));
    }

    [Fact]
    public void Z85_text_of_bytes_is_read_back()
    {
        Assert.Equal("HelloWorld", Z85.Encode(Convert.FromHexString("864FD26FB559F75B")));
        Gen.Byte.Array[0, 5].Select(bytes => bytes.Concat(bytes).Concat(bytes).Concat(bytes).ToArray()).Sample(bytes => Assert.Equal(bytes, Z85.Decode(Z85.Encode(bytes))));
    }

    private static RowMarks Marks(long[] rows)
    {
        var marks = new RowMarks();
        foreach (var row in rows)
        {
            marks.Add(row, [0]);
        }

        return marks;
    }
}
