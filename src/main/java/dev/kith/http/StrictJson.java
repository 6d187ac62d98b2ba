package dev.kith.http;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;

import dev.kith.problem.Invalid;
import io.quarkus.jackson.ObjectMapperCustomizer;

/**
 * Takes JSON by the letter (RFC 8259, and RFC 7493 where that leaves a choice): what is not meant is refused, not guessed.
 * A client that is told of its mistake on the first day does not lose data on the hundredth.
 */
@Singleton
class StrictJson implements ObjectMapperCustomizer {

    private static final int DEEPEST = 32;

    @Override
    public void customize(ObjectMapper json) {
        json.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
        json.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        json.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        json.getFactory().setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());

        json.coercionConfigDefaults().setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
        for (var number : List.of(LogicalType.Integer, LogicalType.Float, LogicalType.Boolean)) {
            json.coercionConfigFor(number)
                    .setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        }
        json.coercionConfigFor(LogicalType.Boolean).setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);

        json.registerModule(new SimpleModule("kith")
                .addDeserializer(String.class, new Text<>(String.class, StrictJson::text,
                        "a text, without U+0000 and without halves of surrogate pairs"))
                .addDeserializer(UUID.class, new Text<>(UUID.class, Scalars::uuid, Scalars.UUID_FORM))
                .addDeserializer(Instant.class, new Text<>(Instant.class, Scalars::instant, Scalars.INSTANT_FORM))
                .addDeserializer(LocalDate.class, new Text<>(LocalDate.class, Scalars::date, Scalars.DATE_FORM))
                .addSerializer(Instant.class, new Microseconds()));
    }

    private static String text(String text) {
        if (!Scalars.isText(text)) {
            throw new IllegalArgumentException("not a text");
        }
        return text;
    }

    /** A JSON string, and nothing that could be taken for one, that stands for something. */
    private static final class Text<T> extends StdScalarDeserializer<T> {

        private final transient Function<String, T> reading;
        private final String form;

        Text(Class<T> type, Function<String, T> reading, String form) {
            super(type);
            this.reading = reading;
            this.form = form;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.hasToken(JsonToken.VALUE_STRING)) {
                try {
                    return reading.apply(parser.getText());
                } catch (IllegalArgumentException | DateTimeException e) {
                    throw refusal(parser);
                }
            }
            throw refusal(parser);
        }

        private JsonMappingException refusal(JsonParser parser) {
            return JsonMappingException.from(parser, form, new Invalid("", "This must be " + form + "."));
        }
    }

    /** With Z, and no digit more than is kept. */
    private static final class Microseconds extends StdScalarSerializer<Instant> {

        Microseconds() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant instant, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(instant.truncatedTo(ChronoUnit.MICROS).toString());
        }
    }
}
