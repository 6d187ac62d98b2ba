package dev.kith.http;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Function;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;

import dev.kith.problem.Invalid;
import io.quarkus.jackson.ObjectMapperCustomizer;

/**
 * Takes JSON by the letter (RFC 8259, and RFC 7493 where that leaves a choice): what is not meant is refused, not guessed.
 * A client that is told of its mistake on the first day does not lose data on the hundredth.
 */
@Singleton
class StrictJson implements ObjectMapperCustomizer {

    private static final int DEEPEST = 32;
    private static final String WHOLE_NUMBER = "a whole number, and not too large";
    private static final String FLAG = "true or false";

    /** Last: whoever registers last is asked first, and Quarkus adds the modules it finds rather late. */
    @Override
    public int priority() {
        return MINIMUM_PRIORITY;
    }

    @Override
    @SuppressWarnings("deprecation") // the factory is there already, so a builder comes too late
    public void customize(ObjectMapper json) {
        json.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS, DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
        json.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        json.getFactory().setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build());
        json.getFactory().disable(JsonFactory.Feature.CHARSET_DETECTION); // RFC 8259, 8.1: it is UTF-8

        json.coercionConfigDefaults().setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);

        json.registerModule(new SimpleModule("kith")
                .addDeserializer(String.class, text(String.class, StrictJson::text,
                        "a text, without U+0000 and without halves of surrogate pairs"))
                .addDeserializer(UUID.class, text(UUID.class, Scalars::uuid, Scalars.UUID_FORM))
                .addDeserializer(Instant.class, text(Instant.class, Scalars::instant, Scalars.INSTANT_FORM))
                .addDeserializer(LocalDate.class, text(LocalDate.class, Scalars::date, Scalars.DATE_FORM))
                .addDeserializer(Integer.class, new Plain<>(Integer.class, null, StrictJson::wholeNumber, WHOLE_NUMBER))
                .addDeserializer(int.class, new Plain<>(int.class, 0, StrictJson::wholeNumber, WHOLE_NUMBER))
                .addDeserializer(Long.class, new Plain<>(Long.class, null, StrictJson::longNumber, WHOLE_NUMBER))
                .addDeserializer(long.class, new Plain<>(long.class, 0L, StrictJson::longNumber, WHOLE_NUMBER))
                .addDeserializer(Boolean.class, new Plain<>(Boolean.class, null, StrictJson::flag, FLAG))
                .addDeserializer(boolean.class, new Plain<>(boolean.class, false, StrictJson::flag, FLAG))
                .setDeserializerModifier(new Codes())
                .addSerializer(Instant.class, new Microseconds()));
    }

    private static Integer wholeNumber(JsonParser parser) throws IOException {
        return parser.hasToken(JsonToken.VALUE_NUMBER_INT) ? Integer.valueOf(parser.getIntValue()) : null;
    }

    private static Long longNumber(JsonParser parser) throws IOException {
        return parser.hasToken(JsonToken.VALUE_NUMBER_INT) ? Long.valueOf(parser.getLongValue()) : null;
    }

    private static Boolean flag(JsonParser parser) {
        return parser.hasToken(JsonToken.VALUE_TRUE) ? Boolean.TRUE
                : parser.hasToken(JsonToken.VALUE_FALSE) ? Boolean.FALSE : null;
    }

    private static String text(String text) {
        if (!Scalars.isText(text)) {
            throw new IllegalArgumentException("not a text");
        }
        return text;
    }

    /** A JSON string, and nothing that could be taken for one, that stands for something. */
    private static <T> Plain<T> text(Class<T> type, Function<String, T> reading, String form) {
        return new Plain<>(type, null,
                parser -> parser.hasToken(JsonToken.VALUE_STRING) ? reading.apply(parser.getText()) : null,
                form);
    }

    private interface Reading<T> {
        /** Null when there is something else. */
        T from(JsonParser parser) throws IOException;
    }

    /** One value in the one form it has; no value of another kind is taken for it. */
    private static final class Plain<T> extends StdScalarDeserializer<T> {

        private final transient Reading<T> reading;
        private final transient T absent;
        private final String form;

        /** @param absent what a primitive is when it was not sent; null for everything else */
        Plain(Class<T> type, T absent, Reading<T> reading, String form) {
            super(type);
            this.absent = absent;
            this.reading = reading;
            this.form = form;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            T value;
            try {
                value = reading.from(parser);
            } catch (IllegalArgumentException | DateTimeException | InputCoercionException e) {
                throw refusal(parser);
            }
            if (value == null) {
                throw refusal(parser);
            }
            return value;
        }

        @Override
        public T getNullValue(DeserializationContext context) throws JsonMappingException {
            if (handledType().isPrimitive()) {
                throw refusal(context.getParser());
            }
            return null;
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return absent;
        }

        private JsonMappingException refusal(JsonParser parser) {
            return JsonMappingException.from(parser, form, new Invalid("", "This must be " + form + "."));
        }
    }

    /** Codes by the letter: Jackson takes them with blanks around them, too. */
    private static final class Codes extends BeanDeserializerModifier {

        @Override
        public JsonDeserializer<?> modifyEnumDeserializer(DeserializationConfig config, JavaType type,
                BeanDescription description, JsonDeserializer<?> lenient) {
            return new Untrimmed(lenient);
        }
    }

    private static final class Untrimmed extends DelegatingDeserializer {

        Untrimmed(JsonDeserializer<?> lenient) {
            super(lenient);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> lenient) {
            return new Untrimmed(lenient);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            var text = parser.getText();
            return text.equals(text.trim()) ? super.deserialize(parser, context)
                    : context.handleWeirdStringValue(handledType(), text, "blanks");
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
