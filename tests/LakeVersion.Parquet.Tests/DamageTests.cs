using Apache.Arrow;
using LakeVersion.Parquet.Footers;
using LakeVersion.Parquet.Tests.Support;
using LakeVersion.Storage;
using LakeVersion.Testing;

namespace LakeVersion.Parquet.Tests;

public abstract class DamageTests(IParquetEngine engine)
{
    private readonly Files files = new(engine);

    private const ulong Seed = 0x5eed_1a4e;

    [Fact]
    public Task A_few_hundred_damaged_files_end_in_the_right_kind_of_error() => DamageAsync(rounds: 400);

    [Fact]
    [Trait("tier", "long")]
    public Task Twenty_thousand_damaged_files_end_in_the_right_kind_of_error() => DamageAsync(rounds: LongTier.Cases(20_000));

    [Fact]
    public async Task Every_truncated_file_is_corrupt_and_names_its_key()
    {
        var bytes = await SampleAsync(ParquetCompression.Snappy);
        for (var length = 0; length < bytes.Length; length += 7)
        {
            var error = await Assert.ThrowsAsync<LakeException>(() => files.DrainAsync(bytes[..length]));
            Assert.Equal(LakeErrorKind.Corrupt, error.Kind);
            Assert.Contains(OneFileStore.Key.Value, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_flipped_bit_in_the_data_of_a_page_is_noticed()
    {
        var bytes = await SampleAsync(ParquetCompression.Uncompressed);
        var text = "the only long text of this file"u8;
        var at = bytes.AsSpan().IndexOf(text);
        bytes[at] ^= 0x20;

        var error = await Assert.ThrowsAsync<LakeException>(() => files.DrainAsync(bytes));

        Assert.Equal(LakeErrorKind.Corrupt, error.Kind);
        Assert.Contains("CRC", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public Task A_flipped_bit_among_the_pages_gives_the_right_rows_or_an_error() => FlipAsync(stride: 31);

    [Fact]
    [Trait("tier", "long")]
    public Task Each_flipped_bit_among_the_pages_gives_the_right_rows_or_an_error() => FlipAsync(LongTier.Stride);

    [Fact]
    public async Task An_encrypted_file_is_unsupported()
    {
        var bytes = await SampleAsync(ParquetCompression.Snappy);
        "PARE"u8.CopyTo(bytes.AsSpan(^4..));

        Assert.Equal(LakeErrorKind.Unsupported, (await Assert.ThrowsAsync<LakeException>(() => files.DrainAsync(bytes))).Kind);
    }

    [Theory]
    [InlineData(new byte[] { 0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f })]
    [InlineData(new byte[] { 0x28, 0xff, 0xff, 0xff, 0xff, 0x0f })]
    [InlineData(new byte[] { 0x16, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01 })]
    [InlineData(new byte[] { })]
    public void A_footers_claims_are_not_believed(byte[] footer) =>
        Assert.Throws<InvalidDataException>(() => FooterReader.Read(footer, long.MaxValue));

    [Fact]
    public void A_footer_nested_without_end_is_refused() =>
        Assert.Throws<InvalidDataException>(() => FooterReader.Read(Enumerable.Repeat((byte)0x9c, 100_000).ToArray(), long.MaxValue));

    // Up to the footer. Bits of the headers of pages are under no checksum; what they say is held against the footer and the page.
    private async Task FlipAsync(int stride)
    {
        foreach (var compression in Enum.GetValues<ParquetCompression>())
        {
            var bytes = await SampleAsync(compression);
            var (_, rows) = await files.ReadAsync(bytes);
            var end = bytes.Length - 8 - BitConverter.ToInt32(bytes.AsSpan(^8..));
            for (var bit = 32; bit < 8 * end; bit += stride)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                try
                {
                    Assert.True(rows.Zip((await files.ReadAsync(bytes)).Columns).All(pair => pair.First.SequenceEqual(pair.Second)), $"{compression}, bit {bit}");
                }
                catch (LakeException error) when (error.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported)
                {
                }

                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    private async Task DamageAsync(int rounds)
    {
        byte[][] samples = [await SampleAsync(ParquetCompression.Snappy), await SampleAsync(ParquetCompression.Zstandard), await SampleAsync(ParquetCompression.Uncompressed)];
        var state = Seed;
        ulong Next(int below)
        {
            state = (state * 6364136223846793005UL) + 1442695040888963407UL;
            return (state >> 33) % (ulong)below;
        }

        var errors = 0;
        for (var round = 0; round < rounds; round++)
        {
            var bytes = (byte[])samples[round % samples.Length].Clone();
            for (var flips = Next(3) + 1; flips > 0; flips--)
            {
                // Every other flip hits the footer, where a single bit does the most.
                var from = Next(2) == 0 ? 0 : bytes.Length / 2;
                bytes[from + (int)Next(bytes.Length - from)] ^= (byte)(1 << (int)Next(8));
            }

            try
            {
                await files.DrainAsync(bytes);
            }
            catch (LakeException error) when (error.Kind is LakeErrorKind.Corrupt or LakeErrorKind.Unsupported)
            {
                errors++;
            }
            catch (Exception error)
            {
                Assert.Fail($"Round {round} of seed {Seed}: {error}");
            }
        }

        Assert.InRange(errors, rounds / 2, rounds);
    }

    private async Task<byte[]> SampleAsync(ParquetCompression compression)
    {
        var batch = Samples.AllTypes();
        var texts = new StringArray.Builder().Append("the only long text of this file").Append("a").Append("b").AppendNull().Build();
        var schema = new Schema([.. batch.Schema.FieldsList, Samples.Field("more", Apache.Arrow.Types.StringType.Default)], null);
        var (bytes, _) = await files.WriteAsync(
            schema, [new RecordBatch(schema, [.. batch.Arrays, texts], 4)], new ParquetWriteOptions { Compression = compression, RowGroupRows = 3 });
        return bytes;
    }

    public sealed class OnParquetSharp() : DamageTests(ParquetEngines.Default);

    public sealed class OnParquetNet() : DamageTests(ParquetEngines.Managed);
}
