package dev.kith.paging;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import org.junit.jupiter.api.Test;

import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class NextLinkResourceTest {

    @Test
    void the_next_page_is_the_same_address_with_another_cursor() {
        var link = TestOwner.fresh().api().urlEncodingEnabled(false)
                .get("/test/notes?limit=2&colour=RED&colour=GREEN&q=a%26%7Bb%7D+c").then().statusCode(200)
                .body("items", hasSize(2))
                .header("Link", equalTo(
                        "</test/notes?limit=2&colour=RED&colour=GREEN&q=a%26%7Bb%7D+c&cursor=next%26%3D>; rel=\"next\""))
                .extract().header("Link");
        TestOwner.fresh().api().urlEncodingEnabled(false).get(link.replaceAll("<(.*)>.*", "$1")).then().statusCode(200)
                .body("nextCursor", nullValue()).header("Link", nullValue());
    }

    @Test
    void a_cursor_is_replaced() {
        TestOwner.fresh().api().urlEncodingEnabled(false).get("/test/notes?cursor=&limit=1").then()
                .header("Link", equalTo("</test/notes?limit=1&cursor=next%26%3D>; rel=\"next\""));
    }
}
